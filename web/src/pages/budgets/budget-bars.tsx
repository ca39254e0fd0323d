/** A bar for each budget: what is spent of it, and what running requests have reserved. */

import { Progress } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { BudgetView } from '../../../../src/contract/api/budgets.ts'
import { moneyText } from '../../../../src/contract/money/money-text.ts'
import { percentOf } from '../../../../src/contract/money/share.ts'
import { budgetsQuery } from '../../api/queries.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Panel } from '../../components/panel.tsx'
import { useClient } from '../../connection/app-context.ts'
import classes from './budgets-page.module.css'

export const BudgetBars = () => {
  const { t } = useTranslation('budgets')
  const { data, error } = useQuery(budgetsQuery(useClient()))
  const budgets = data?.budgets ?? []
  return (
    <Panel title={t('spent')} text={t('spentText')}>
      {error !== null && <ErrorNotice error={error} />}
      {data !== undefined && budgets.length === 0 && <p className={classes['none']}>{t('none')}</p>}
      {budgets.map((budget) => (
        <BudgetBar key={`${budget.id} ${budget.token ?? ''}`} budget={budget} />
      ))}
    </Panel>
  )
}

const COLORS: Readonly<Record<BudgetView['state'], string>> = {
  ok: 'blue',
  near: 'yellow',
  over: 'red',
  'no-rate': 'red',
  off: 'gray',
}

const BudgetBar = ({ budget }: { readonly budget: BudgetView }) => {
  const { t, i18n } = useTranslation('budgets')
  const percent = Math.min(100, budget.used * 100)
  const subject = subjectOf(t, budget)
  const time = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <div className={classes['bar']}>
      <div className={classes['head']}>
        <strong>{budget.id}</strong>
        <span
          className={classes['none']}
        >{`${subject} · ${t(`periods.${periodOf(budget)}`, { period: budget.period })}`}</span>
        <span className={classes['much']}>{muchOf(t, budget)}</span>
      </div>
      <Progress.Root size="lg" aria-label={`${budget.id} ${subject}`}>
        <Progress.Section
          value={percent}
          color={COLORS[budget.state]}
          aria-label={t('share', { percent: percentOf(budget.used) })}
        />
        <Progress.Section
          value={Math.min(100 - percent, reservedShare(budget))}
          color="gray"
          aria-label={t('reserved')}
        />
      </Progress.Root>
      <div className={classes['foot']}>
        <span>{t(`states.${budget.state}`, { percent: percentOf(budget.used) })}</span>
        {budget.presumed !== '0' && <span>{t('presumed', { amount: amountText(budget, budget.presumed) })}</span>}
        {budget.resetsAt !== null && <span>{t('resets', { at: time.format(budget.resetsAt) })}</span>}
      </div>
    </div>
  )
}

const amountText = ({ unit }: BudgetView, digits: string): string =>
  unit === 'nano' ? moneyText(BigInt(digits)) : BigInt(digits).toLocaleString()

const muchOf = (t: TFunction<'budgets'>, budget: BudgetView): string => {
  if (budget.limit === null) return ''
  const spent = String(BigInt(budget.spent) + BigInt(budget.presumed))
  const amounts = { spent: amountText(budget, spent), limit: amountText(budget, budget.limit) }
  return t(`much.${budget.unit}`, amounts)
}

/** In percent, for the length of a bar only. */
const reservedShare = ({ reserved, limit }: BudgetView): number =>
  limit === null || limit === '0' ? 0 : (Number(reserved) / Number(limit)) * 100

const CALENDAR = ['day', 'week', 'month', 'total'] as const

const periodOf = ({ period }: BudgetView): (typeof CALENDAR)[number] | 'rolling' =>
  CALENDAR.find((one) => one === period) ?? 'rolling'

const subjectOf = (t: TFunction<'budgets'>, { token, service, upstream, model }: BudgetView): string => {
  const place = [service, upstream].filter((name) => name !== null).join('/')
  const parts = [token === null ? '' : tokenText(t, token), model ?? '', place].filter((part) => part !== '')
  return parts.length === 0 ? t('everything') : parts.join(', ')
}

const tokenText = (t: TFunction<'budgets'>, token: string): string => {
  if (token === '*') return t('eachToken')
  return token === '' ? t('noToken') : t('tokenNamed', { token })
}
