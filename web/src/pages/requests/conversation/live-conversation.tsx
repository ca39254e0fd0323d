/** The answer of a running request as far as it has come, read piece by piece. */
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { AnswerFold } from '../../../../../src/protocol/conversation-reader/answer-fold.ts'
import { useLiveText } from '../../../connection/app-context.ts'
import { AnswerView } from './conversation-view.tsx'

export interface LiveConversationProps {
  readonly id: string
  readonly running: boolean
}

export const LiveConversation = ({ id, running }: LiveConversationProps) => {
  const { t } = useTranslation('requests')
  const text = useLiveText(id)
  const fold = useRef<{ readonly of: readonly string[]; readonly reader: AnswerFold; read: number } | undefined>(
    undefined,
  )
  if (text === undefined || text.chunks.length === 0) {
    return <p>{running ? t('conversation.streaming') : t('conversation.noAnswer')}</p>
  }
  if (fold.current?.of !== text.chunks) fold.current = { of: text.chunks, reader: new AnswerFold(), read: 0 }
  // Only what is new is read: a stream of ten thousand pieces costs no more than once its length.
  for (; fold.current.read < text.chunks.length; fold.current.read += 1) {
    fold.current.reader.feed(text.chunks[fold.current.read] ?? '')
  }
  return <AnswerView answer={fold.current.reader.answer()} cut={false} running={running} gap={text.gap} />
}
