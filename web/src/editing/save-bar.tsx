/** Appears when there is something to save; stays in sight at the foot of the page. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorNotice } from '../components/error-notice.tsx'
import { Dialog } from '../dialogs/dialog.tsx'
import { DiscardQuestion } from '../dialogs/discard-question.tsx'
import { useLeaveGuard } from '../dialogs/leave-guard.ts'
import { ConflictDialog } from './conflict-dialog.tsx'
import classes from './save-bar.module.css'
import type { SettingsEditor } from './use-settings.ts'

export interface SaveBarProps {
  readonly editor: Pick<
    SettingsEditor<unknown>,
    'dirty' | 'invalid' | 'saving' | 'problem' | 'conflict' | 'discard' | 'save'
  >
  /** Set when the draft has faults of its own that the page shows at their fields. */
  readonly blocked?: boolean
  /** What saving would do that cannot be undone, a sentence each: then it is asked about. */
  readonly warnings?: readonly string[]
}

export const SaveBar = ({ editor, blocked = false, warnings = [] }: SaveBarProps) => {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const leaving = useLeaveGuard(editor.dirty && !editor.saving)
  if (!editor.dirty) return null
  const save = () => {
    setAsking(false)
    editor.save()
  }
  return (
    <div className={classes['bar']}>
      {editor.problem !== undefined && <ErrorNotice error={editor.problem} />}
      <div className={classes['line']}>
        <span className={classes['text']}>
          {blocked || editor.invalid ? t('state.incomplete') : t('state.unsaved')}
        </span>
        <Button size="xs" variant="default" disabled={editor.saving} onClick={editor.discard}>
          {t('action.discard')}
        </Button>
        <Button
          size="xs"
          loading={editor.saving}
          disabled={blocked || editor.invalid}
          onClick={warnings.length > 0 ? () => setAsking(true) : save}
        >
          {t('action.save')}
        </Button>
      </div>
      {asking && (
        <Dialog title={t('saveQuestion.title')} onClose={() => setAsking(false)}>
          <Stack gap="sm">
            {warnings.map((warning) => (
              <Text key={warning} size="sm">
                {warning}
              </Text>
            ))}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
                {t('action.cancel')}
              </Button>
              <Button color="red.9" onClick={save}>
                {t('saveQuestion.confirm')}
              </Button>
            </Group>
          </Stack>
        </Dialog>
      )}
      {leaving !== undefined && <DiscardQuestion onDiscard={leaving.go} onStay={leaving.stay} />}
      {editor.conflict !== undefined && <ConflictDialog conflict={editor.conflict} />}
    </div>
  )
}
