/** How much of everything is in force, each number the way to its page. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Status } from '../../../../src/contract/api/status.ts'
import { CountText } from '../../components/count-text.tsx'
import classes from './rules-strip.module.css'

interface Tile {
  readonly name: string
  readonly to: '/requests' | '/upstreams' | '/filters' | '/routing'
  readonly value: ReactNode
  readonly note?: string
}

const MODES = ['default', 'model-mapping', 'config-mapping'] as const

export const RulesStrip = ({ status }: { readonly status: Status }) => {
  const { t } = useTranslation('overview')
  const { rules, today, journal } = status
  const upstreams = status.services.reduce((sum, service) => sum + service.upstreams.enabled, 0)
  const mode = MODES.find((known) => known === rules.routingMode) ?? 'default'
  const failed = today !== null && today.failures > 0 ? t('rules.failures', { count: today.failures }) : ''
  const requests = today === null ? '–' : <CountText value={today.requests} />
  const tiles: readonly Tile[] = [
    { name: t('rules.requests'), to: '/requests', value: requests, note: failed },
    { name: t('rules.logged'), to: '/requests', value: <CountText value={journal.records} /> },
    { name: t('rules.upstreams'), to: '/upstreams', value: upstreams },
    { name: t('rules.endpoint'), to: '/filters', value: rules.endpoint },
    { name: t('rules.header'), to: '/filters', value: rules.header },
    { name: t('rules.body'), to: '/filters', value: rules.body },
    { name: t('rules.routing'), to: '/routing', value: t(`rules.mode.${mode}`) },
  ]
  return (
    <section className={classes['strip']} aria-label={t('rules.title')}>
      {tiles.map(({ name, to, value, note = '' }) => (
        <Link key={name} to={to} className={classes['tile']}>
          <span className={classes['name']}>{name}</span>
          <span className={classes['value']}>{value}</span>
          {note !== '' && <span className={classes['note']}>{note}</span>}
        </Link>
      ))}
    </section>
  )
}
