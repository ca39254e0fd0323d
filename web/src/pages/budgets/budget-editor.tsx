/** What budgets are, a line each. What else a budget may say stands in the document. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../components/panel.tsx'
import { withElement, withField, withoutElement, written } from '../../editing/written.ts'
import classes from './budgets-page.module.css'
import type { BudgetDraft, BudgetsDraft } from './budgets-source.ts'

const LIMITS = ['amount', 'tokens', 'requests'] as const
type Limit = (typeof LIMITS)[number]

interface BudgetEditorProps {
  readonly draft: BudgetsDraft
  readonly onChange: (draft: BudgetsDraft) => void
}

export const BudgetEditor = ({ draft, onChange }: BudgetEditorProps) => {
  const { t } = useTranslation(['budgets', 'common'])
  const budgets = draft.budgets ?? []
  const change = (list: readonly BudgetDraft[]) => onChange({ ...draft, budgets: list })
  const add = (
    <Button size="xs" variant="default" onClick={() => change([...budgets, { id: '', amount: '', period: 'month' }])}>
      {t('add')}
    </Button>
  )
  return (
    <Panel title={t('edit')} text={t('editText')} actions={add}>
      {budgets.map((budget, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: budgets are told apart by their place in the list
        <BudgetLine key={index} budget={budget} onChange={(changed) => change(withElement(budgets, index, changed))}>
          <Button size="xs" variant="subtle" onClick={() => change(withoutElement(budgets, index))}>
            {t('common:action.remove')}
          </Button>
        </BudgetLine>
      ))}
    </Panel>
  )
}

interface BudgetLineProps {
  readonly budget: BudgetDraft
  readonly onChange: (budget: BudgetDraft) => void
  readonly children: ReactNode
}

const TEXTS = ['id', 'token', 'service', 'upstream', 'model', 'period'] as const

const BudgetLine = ({ budget, onChange, children }: BudgetLineProps) => {
  const { t } = useTranslation('budgets')
  const set = (field: string, value: unknown) => onChange(withField(budget, field, value))
  const limit = LIMITS.find((kind) => budget[kind] !== undefined) ?? 'amount'
  const setLimit = (kind: Limit, value: unknown) =>
    onChange({ ...LIMITS.reduce((less, one) => withField(less, one, undefined), budget), [kind]: value })
  return (
    <div className={classes['line']}>
      {TEXTS.map((field) => (
        <TextInput
          key={field}
          size="xs"
          className={classes['field'] ?? ''}
          label={t(`fields.${field}`)}
          value={budget[field] ?? ''}
          onChange={(event) => set(field, event.currentTarget.value)}
        />
      ))}
      <NativeSelect
        size="xs"
        label={t('fields.limit')}
        data={LIMITS.map((kind) => ({ value: kind, label: t(`limits.${kind}`) }))}
        value={limit}
        onChange={(event) =>
          setLimit(LIMITS.find((kind) => kind === event.currentTarget.value) ?? 'amount', budget[limit] ?? '')
        }
      />
      <TextInput
        size="xs"
        className={classes['field'] ?? ''}
        label={t(`limits.${limit}`)}
        inputMode="decimal"
        value={String(budget[limit] ?? '')}
        onChange={(event) => setLimit(limit, written(event.currentTarget.value))}
      />
      {limit === 'amount' && (
        <NativeSelect
          size="xs"
          label={t('fields.currency')}
          data={['USD', 'CNY']}
          value={budget.currency ?? 'USD'}
          onChange={(event) => set('currency', event.currentTarget.value)}
        />
      )}
      <ActionSelect budget={budget} onChange={(action) => set('action', action)} />
      {children}
    </div>
  )
}

interface ActionSelectProps {
  readonly budget: BudgetDraft
  readonly onChange: (action: string) => void
}

/** Another upstream or model is named in the document. */
const ActionSelect = ({ budget, onChange }: ActionSelectProps) => {
  const { t } = useTranslation('budgets')
  const { action = 'refuse' } = budget
  const isPlain = typeof action === 'string'
  const choices = ['refuse', 'warn'].map((value) => ({ value, label: t(`actions.${value as 'refuse' | 'warn'}`) }))
  return (
    <NativeSelect
      size="xs"
      label={t('fields.action')}
      data={isPlain ? choices : [...choices, { value: 'elsewhere', label: t('actions.elsewhere') }]}
      value={isPlain ? action : 'elsewhere'}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
