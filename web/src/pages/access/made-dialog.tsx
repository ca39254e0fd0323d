/** Shows a new token, once. It does not close by accident. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { TokenGenerated } from '../../../../src/contract/api/access.ts'
import { Message } from '../../components/message.tsx'
import { Snippet } from '../../components/snippet.tsx'
import { Dialog } from '../../dialogs/dialog.tsx'

export interface MadeDialogProps {
  readonly made: TokenGenerated
  /** Whether this browser is signed in with it. */
  readonly signedIn: boolean
  readonly onClose: () => void
}

export const MadeDialog = ({ made, signedIn, onClose }: MadeDialogProps) => {
  const { t } = useTranslation('access')
  return (
    <Dialog onClose={onClose} title={t('made.title', { name: made.entry.name })} size="lg" closable={false}>
      <Stack gap="sm">
        <Message tone="warn" title={t('made.text')} />
        <Snippet text={made.token} />
        <Text size="sm">{t('made.use')}</Text>
        {signedIn && <Text size="sm">{t('made.signedIn')}</Text>}
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('made.done')}</Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
