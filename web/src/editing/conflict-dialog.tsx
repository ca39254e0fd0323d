/** Two people edited one document: shows what lies between the two versions and lets one choose. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../dialogs/dialog.tsx'
import { DiffView } from './diff-view.tsx'
import type { Conflict } from './use-settings.ts'

export const ConflictDialog = ({ conflict }: { readonly conflict: Conflict }) => {
  const { t } = useTranslation()
  return (
    <Dialog onClose={conflict.keepTheirs} title={t('conflict.title')} size="lg" closable={false}>
      <Stack gap="sm">
        <Text size="sm">{t('conflict.text')}</Text>
        <Text size="xs" c="dimmed">
          {t('conflict.diff')}
        </Text>
        <DiffView before={conflict.theirs} after={conflict.mine} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={conflict.keepTheirs}>
            {t('conflict.theirs')}
          </Button>
          <Button color="red.9" onClick={conflict.keepMine}>
            {t('conflict.mine')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
