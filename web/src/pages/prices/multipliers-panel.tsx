/** What each upstream makes of the list price, and what a dollar of its credit costs. */
import { NativeSelect, TextInput } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { statusQuery, upstreamsQuery } from '../../api/queries.ts'
import { Panel } from '../../components/panel.tsx'
import { useClient } from '../../connection/app-context.ts'
import { withField, written } from '../../editing/written.ts'
import type { DraftPanelProps } from './own-prices-panel.tsx'
import { withCredit, withMultiplier } from './price-draft.ts'
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
      <div className={classes['relays']}>
        {names.map((name) => (
          <Relay key={name} name={name} draft={draft} onChange={onChange} />
        ))}
      </div>
    </Panel>
  )
}

const Relay = ({ name, draft, onChange }: DraftPanelProps & { readonly name: string }) => {
  const { t } = useTranslation('prices')
  const { multiplier, credit = {} } = draft.upstreams?.[name] ?? {}
  const price = (text: string) =>
    onChange(withCredit(draft, name, withField(credit, 'price', text === '' ? undefined : written(text))))
  return (
    <fieldset className={classes['relay']}>
      <legend title={name}>{name}</legend>
      <TextInput
        size="xs"
        className={classes['amount'] ?? ''}
        label={t('multiplier')}
        placeholder="1"
        inputMode="decimal"
        value={String(multiplier ?? '')}
        onChange={(event) => onChange(withMultiplier(draft, name, event.currentTarget.value))}
      />
      <TextInput
        size="xs"
        className={classes['amount'] ?? ''}
        label={t('credit')}
        placeholder="1"
        inputMode="decimal"
        value={String(credit.price ?? '')}
        onChange={(event) => price(event.currentTarget.value)}
      />
      <NativeSelect
        size="xs"
        label={t('currency')}
        data={['USD', 'CNY']}
        disabled={credit.price === undefined}
        value={credit.currency ?? 'USD'}
        onChange={(event) =>
          onChange(withCredit(draft, name, withField(credit, 'currency', event.currentTarget.value)))
        }
      />
    </fieldset>
  )
}
