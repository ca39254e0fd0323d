/** A button for what cannot be undone: asks first, in a dialog that says what will happen. */
import { Button, type ButtonProps, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from './dialog.tsx'

export interface ConfirmButtonProps {
  readonly label: string
  readonly question: string
  readonly text?: ReactNode
  readonly confirmLabel?: string
  readonly onConfirm: () => void
  readonly loading?: boolean
  readonly disabled?: boolean
  readonly size?: 'xs' | 'sm'
  readonly variant?: NonNullable<ButtonProps['variant']>
  readonly icon?: ReactNode
}

export const ConfirmButton = (props: ConfirmButtonProps) => {
  const { t } = useTranslation()
  const [opened, dialog] = useDisclosure(false)
  const confirm = () => {
    dialog.close()
    props.onConfirm()
  }
  return (
    <>
      <Button
        size={props.size ?? 'xs'}
        variant={props.variant ?? 'default'}
        loading={props.loading ?? false}
        disabled={props.disabled ?? false}
        leftSection={props.icon}
        onClick={dialog.open}
      >
        {props.label}
      </Button>
      <Dialog opened={opened} onClose={dialog.close} title={props.question}>
        {props.text !== undefined && (
          <Text size="sm" mb="lg">
            {props.text}
          </Text>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={dialog.close} data-autofocus>
            {t('action.cancel')}
          </Button>
          <Button color="red.9" onClick={confirm}>
            {props.confirmLabel ?? props.label}
          </Button>
        </Group>
      </Dialog>
    </>
  )
}
