/** Appears when there is something to save; stays in sight at the foot of the page. */
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ErrorNotice } from '../components/error-notice.tsx'
import { DiscardQuestion } from '../dialogs/discard-question.tsx'
import { useLeaveGuard } from '../dialogs/leave-guard.ts'
import { ConflictDialog } from './conflict-dialog.tsx'
import classes from './save-bar.module.css'
import type { SettingsEditor } from './use-settings.ts'

export interface SaveBarProps {
  readonly editor: Pick<SettingsEditor<unknown>, 'dirty' | 'saving' | 'problem' | 'conflict' | 'discard' | 'save'>
  /** Set when the draft has faults of its own that the page shows at their fields. */
  readonly blocked?: boolean
}

export const SaveBar = ({ editor, blocked = false }: SaveBarProps) => {
  const { t } = useTranslation()
  const leaving = useLeaveGuard(editor.dirty && !editor.saving)
  if (!editor.dirty) return null
  return (
    <div className={classes['bar']}>
      {editor.problem !== undefined && <ErrorNotice error={editor.problem} />}
      <div className={classes['line']}>
        <span className={classes['text']}>{t('state.unsaved')}</span>
        <Button size="xs" variant="default" disabled={editor.saving} onClick={editor.discard}>
          {t('action.discard')}
        </Button>
        <Button size="xs" loading={editor.saving} disabled={blocked} onClick={editor.save}>
          {t('action.save')}
        </Button>
      </div>
      {leaving !== undefined && <DiscardQuestion onDiscard={leaving.go} onStay={leaving.stay} />}
      {editor.conflict !== undefined && <ConflictDialog conflict={editor.conflict} />}
    </div>
  )
}
