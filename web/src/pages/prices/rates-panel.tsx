/** In which currency amounts are read, and what a dollar costs in yuan, from a date on. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../components/panel.tsx'
import { withElement, withField, withoutElement, written } from '../../editing/written.ts'
import type { DraftPanelProps } from './own-prices-panel.tsx'
import type { RateDraft } from './price-draft.ts'
import classes from './prices-page.module.css'

export const RatesPanel = ({ draft, onChange }: DraftPanelProps) => {
  const { t } = useTranslation(['prices', 'common'])
  const rates = draft.rates ?? []
  const change = (list: readonly RateDraft[]) => onChange({ ...draft, rates: list })
  const set = (index: number, field: keyof RateDraft, value: unknown) =>
    change(withElement(rates, index, withField(rates[index] ?? {}, field, value)))
  const add = (
    <Button size="xs" variant="default" onClick={() => change([...rates, {}])}>
      {t('add')}
    </Button>
  )
  return (
    <Panel title={t('rates')} text={t('ratesText')} actions={add}>
      <div className={classes['line']}>
        <NativeSelect
          size="xs"
          label={t('display')}
          data={['USD', 'CNY']}
          value={draft.display ?? 'USD'}
          onChange={(event) => onChange({ ...draft, display: event.currentTarget.value as 'USD' | 'CNY' })}
        />
      </div>
      {rates.map((rate, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rates are told apart by their place in the list
        <div key={index} className={classes['line']}>
          <TextInput
            size="xs"
            label={t('from')}
            placeholder="2026-07-01"
            value={rate.from ?? ''}
            onChange={(event) => set(index, 'from', event.currentTarget.value)}
          />
          <TextInput
            size="xs"
            label={t('rate')}
            inputMode="decimal"
            value={String(rate.CNY ?? '')}
            onChange={(event) => set(index, 'CNY', written(event.currentTarget.value))}
          />
          <Button size="xs" variant="subtle" onClick={() => change(withoutElement(rates, index))}>
            {t('common:action.remove')}
          </Button>
        </div>
      ))}
    </Panel>
  )
}
