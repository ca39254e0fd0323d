/** What rules have changed in a request before it left, in the order in which they did. */
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ExchangeDetail } from '../../../../../src/contract/api/exchanges.ts'
import { codeText } from '../../../text/reason-text.ts'
import classes from './change-list.module.css'

const BY = ['endpoint', 'mask', 'header', 'body', 'route', 'translate'] as const

/** Where people can see, or change, why it was changed. */
const PLACES: Readonly<Record<string, string>> = { route: '/routing', translate: '/upstreams' }

export const ChangeList = ({ changes }: { readonly changes: ExchangeDetail['changes'] }) => {
  const { t } = useTranslation('requests')
  if (changes.length === 0) return <p className={classes['none']}>{t('changes.none')}</p>
  return (
    <ul className={classes['list']}>
      {changes.map((change, index) => {
        const by = BY.find((known) => known === change.by)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the position is what tells two equal changes apart
          <li key={index}>
            <Link to={PLACES[change.by] ?? '/filters'}>{by === undefined ? change.by : t(`changes.by.${by}`)}</Link>
            <span>
              {change.by === 'translate'
                ? codeText(change.rule)
                : t(change.by === 'mask' ? 'changes.kind' : 'changes.rule', { rule: change.rule })}
            </span>
            <code>{change.target}</code>
            {change.offset !== undefined && (
              <span className={classes['muted']}>
                {t('changes.bytes', {
                  offset: change.offset,
                  removed: change.removed ?? 0,
                  inserted: change.inserted ?? 0,
                })}
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
