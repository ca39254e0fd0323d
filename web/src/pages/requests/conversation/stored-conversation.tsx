/** The conversation of a request out of the log: what was asked (as it left, where rules changed it) and what was answered. */
import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExchangeDetail } from '../../../../../src/contract/api/exchanges.ts'
import { readAnswer } from '../../../../../src/protocol/conversation-reader/answer-fold.ts'
import { readAsked } from '../../../../../src/protocol/conversation-reader/asked.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { useClient } from '../../../connection/app-context.ts'
import { bodyQuery } from '../data/queries.ts'
import { AnswerView, AskedView } from './conversation-view.tsx'

export const StoredConversation = ({ detail }: { readonly detail: ExchangeDetail }) => {
  const { t } = useTranslation(['requests', 'common'])
  const client = useClient()
  const kind = detail.bodies.sent === null ? 'request' : 'sent'
  const asked = useQuery({ ...bodyQuery(client, detail.id, kind), enabled: detail.bodies[kind] !== null })
  const answered = useQuery({ ...bodyQuery(client, detail.id, 'response'), enabled: detail.bodies.response !== null })
  const question = useMemo(() => (asked.data === undefined ? undefined : readAsked(asked.data)), [asked.data])
  const answer = useMemo(() => (answered.data === undefined ? undefined : readAnswer(answered.data)), [answered.data])
  if (asked.isLoading || answered.isLoading) return <p>{t('common:state.loading')}</p>
  const readable = question !== undefined || (answer !== undefined && (answer.blocks.length > 0 || answer.error !== ''))
  return (
    <Stack gap="md">
      {asked.isError && <ErrorNotice error={asked.error} />}
      {answered.isError && <ErrorNotice error={answered.error} />}
      {!readable && <p>{t('conversation.none')}</p>}
      {question !== undefined && <AskedView asked={question} />}
      {readable && answer !== undefined && (
        <AtAnswer>
          <AnswerView answer={answer} cut={detail.bodies.response?.truncated === true} running={false} gap={false} />
        </AtAnswer>
      )}
    </Stack>
  )
}

/** Brings the answer into sight once: a conversation is opened for what came last. */
const AtAnswer = ({ children }: { readonly children: ReactNode }) => {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Nothing is handed back: newer browsers answer with a promise, which React would call as the end of the effect.
    place.current?.scrollIntoView({ block: 'start' })
  }, [])
  return <div ref={place}>{children}</div>
}
