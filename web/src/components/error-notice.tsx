/** What did not work, why, and where. */
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { toProblem } from '../connection/problem.ts'
import { problemText } from '../text/problem-text.ts'
import { Message } from './message.tsx'

export interface ErrorNoticeProps {
  readonly error: unknown
  readonly title?: string
  readonly text?: string
  readonly children?: ReactNode
}

export const ErrorNotice = ({ error, title, text, children }: ErrorNoticeProps) => {
  const { t } = useTranslation()
  const said = problemText(error)
  const { line, column } = toProblem(error)
  return (
    <Message tone="bad" urgent title={title ?? said.title} actions={children}>
      {text !== undefined && <div>{text}</div>}
      {title !== undefined && said.title !== title && <div>{said.title}</div>}
      {said.detail !== '' && <div>{said.detail}</div>}
      {line > 0 && <div>{t('error.lineColumn', { line, column })}</div>}
    </Message>
  )
}
