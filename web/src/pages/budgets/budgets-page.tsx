/** Budgets: how much of each is spent, and what they are. */
import { useTranslation } from 'react-i18next'
import { useStale } from '../../api/mutations.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { useClient } from '../../connection/app-context.ts'
import { SaveBar } from '../../editing/save-bar.tsx'
import { useSettings } from '../../editing/use-settings.ts'
import { PageSkeleton } from '../../shell/page-skeleton.tsx'
import { BudgetBars } from './budget-bars.tsx'
import { BudgetEditor } from './budget-editor.tsx'
import classes from './budgets-page.module.css'
import { budgetsSource } from './budgets-source.ts'

export const BudgetsPage = () => {
  const { t } = useTranslation('budgets')
  const stale = useStale()
  const editor = useSettings({
    ...budgetsSource(useClient()),
    onSaved: () => stale('budgets', 'documents', 'status'),
  })
  const { draft } = editor
  if (draft === undefined)
    return editor.readError === null ? <PageSkeleton /> : <ErrorNotice error={editor.readError} />
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <div className={classes['page']}>
        <BudgetBars />
        <BudgetEditor draft={draft} onChange={editor.change} />
      </div>
      <SaveBar editor={editor} />
    </>
  )
}
