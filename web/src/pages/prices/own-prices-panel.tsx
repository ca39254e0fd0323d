/** Prices of one's own, a line each. What else a price may say stands in the document. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../components/panel.tsx'
import { withElement, withField, withoutElement, written } from '../../editing/written.ts'
import { EDITED_KINDS, type OwnPriceDraft, type PriceDraft } from './price-draft.ts'
import classes from './prices-page.module.css'

export interface DraftPanelProps {
  readonly draft: PriceDraft
  readonly onChange: (draft: PriceDraft) => void
}

export const OwnPricesPanel = ({ draft, onChange }: DraftPanelProps) => {
  const { t } = useTranslation(['prices', 'common'])
  const models = draft.models ?? []
  const change = (list: readonly OwnPriceDraft[]) => onChange({ ...draft, models: list })
  const add = (
    <Button size="xs" variant="default" onClick={() => change([...models, { match: '' }])}>
      {t('add')}
    </Button>
  )
  return (
    <Panel title={t('own')} text={t('ownText')} actions={add}>
      {models.length === 0 && <p className={classes['none']}>{t('ownNone')}</p>}
      {models.map((price, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: prices are told apart by their place in the list
        <PriceLine key={index} price={price} onChange={(changed) => change(withElement(models, index, changed))}>
          <Button size="xs" variant="subtle" onClick={() => change(withoutElement(models, index))}>
            {t('common:action.remove')}
          </Button>
        </PriceLine>
      ))}
    </Panel>
  )
}

interface PriceLineProps {
  readonly price: OwnPriceDraft
  readonly onChange: (price: OwnPriceDraft) => void
  readonly children: ReactNode
}

const PriceLine = ({ price, onChange, children }: PriceLineProps) => {
  const { t } = useTranslation('prices')
  const set = (field: string, value: unknown) => onChange(withField(price, field, value))
  return (
    <div className={classes['line']}>
      <TextInput
        size="xs"
        className={classes['name'] ?? ''}
        label={t('model')}
        value={price.match ?? ''}
        onChange={(event) => set('match', event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        className={classes['amount'] ?? ''}
        label={t('upstream')}
        value={price.upstream ?? ''}
        onChange={(event) => set('upstream', event.currentTarget.value)}
      />
      {EDITED_KINDS.map((kind) => (
        <TextInput
          key={kind}
          size="xs"
          className={classes['amount'] ?? ''}
          label={t(`kinds.${kind}`)}
          inputMode="decimal"
          value={String(price[kind] ?? '')}
          onChange={(event) =>
            set(kind, event.currentTarget.value === '' ? undefined : written(event.currentTarget.value))
          }
        />
      ))}
      <NativeSelect
        size="xs"
        label={t('currency')}
        data={['USD', 'CNY']}
        value={price.currency ?? 'USD'}
        onChange={(event) => set('currency', event.currentTarget.value)}
      />
      {children}
    </div>
  )
}
