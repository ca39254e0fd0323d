/** Asks before something that was typed is lost. */
import { Button, Group, Modal, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFocusBack } from './focus-back.ts'
import { useIsTopmost } from './open-dialogs.ts'

export interface DiscardQuestionProps {
  readonly onDiscard: () => void
  readonly onStay: () => void
}

export const DiscardQuestion = ({ onDiscard, onStay }: DiscardQuestionProps) => {
  const { t } = useTranslation()
  useFocusBack()
  const topmost = useIsTopmost()
  return (
    <Modal
      opened
      onClose={onStay}
      title={t('leave.title')}
      centered
      zIndex={300}
      closeOnEscape={topmost}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Text size="sm" mb="lg">
        {t('leave.text')}
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onStay} data-autofocus>
          {t('leave.stay')}
        </Button>
        <Button color="red.9" onClick={onDiscard}>
          {t('action.discard')}
        </Button>
      </Group>
    </Modal>
  )
}
