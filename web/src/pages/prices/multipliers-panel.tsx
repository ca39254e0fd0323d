/** What each upstream makes of the list price. */
import { TextInput } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { statusQuery, upstreamsQuery } from '../../api/queries.ts'
import { Panel } from '../../components/panel.tsx'
import { useClient } from '../../connection/app-context.ts'
import type { DraftPanelProps } from './own-prices-panel.tsx'
import { withMultiplier } from './price-draft.ts'
import classes from './prices-page.module.css'

export const MultipliersPanel = ({ draft, onChange }: DraftPanelProps) => {
  const { t } = useTranslation('prices')
  const client = useClient()
  const services = useQuery(statusQuery(client)).data?.services ?? []
  const lists = useQueries({ queries: services.map(({ id }) => upstreamsQuery(client, id)) })
  const known = lists.flatMap(({ data }) => (data?.upstreams ?? []).map(({ name }) => `${data?.service}/${name}`))
  // One that is gone keeps its multiplier: its requests may be priced again.
  const names = [...new Set([...known, ...Object.keys(draft.upstreams ?? {})])]
  return (
    <Panel title={t('multipliers')} text={t('multipliersText')}>
      {names.length === 0 && <p className={classes['none']}>{t('multipliersNone')}</p>}
      <div className={classes['line']}>
        {names.map((name) => (
          <TextInput
            key={name}
            size="xs"
            className={classes['name'] ?? ''}
            label={name}
            placeholder="1"
            inputMode="decimal"
            value={String(draft.upstreams?.[name]?.multiplier ?? '')}
            onChange={(event) => onChange(withMultiplier(draft, name, event.currentTarget.value))}
          />
        ))}
      </div>
    </Panel>
  )
}
