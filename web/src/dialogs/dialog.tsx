/** A dialog over the page. With others above it, it leaves Escape to them; what was typed into it is not lost by a slip. */
import { Modal } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DiscardQuestion } from './discard-question.tsx'
import { useFocusBack } from './focus-back.ts'
import { useLeaveGuard } from './leave-guard.ts'
import { useIsTopmost } from './open-dialogs.ts'

export interface DialogProps {
  readonly title: ReactNode
  readonly onClose: () => void
  readonly opened?: boolean
  readonly size?: 'md' | 'lg'
  /** Whether closing would lose something that was typed. */
  readonly dirty?: boolean
  /** False where one of its buttons must be pressed. */
  readonly closable?: boolean
  readonly children: ReactNode
}

/** Shown while `opened`; most are there only while they are open. */
export const Dialog = (props: DialogProps) => (props.opened === false ? null : <OpenDialog {...props} />)

const OpenDialog = (props: DialogProps) => {
  const { title, onClose, size = 'md', dirty = false, closable = true, children } = props
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const topmost = useIsTopmost()
  const leaving = useLeaveGuard(dirty)
  useFocusBack()
  const close = () => (dirty ? setAsking(true) : onClose())
  const discard = () => {
    setAsking(false)
    onClose()
    leaving?.go()
  }
  const stay = () => {
    setAsking(false)
    leaving?.stay()
  }
  return (
    <>
      <Modal
        opened
        onClose={close}
        title={title}
        size={size}
        withCloseButton={closable}
        closeOnClickOutside={closable}
        closeOnEscape={closable && topmost}
        closeButtonProps={{ 'aria-label': t('action.close') }}
      >
        {children}
      </Modal>
      {(asking || leaving !== undefined) && <DiscardQuestion onDiscard={discard} onStay={stay} />}
    </>
  )
}
