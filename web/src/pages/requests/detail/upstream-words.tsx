/** Why an upstream refused: its own type and message first, then what one can do. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExchangeDetail } from '../../../../../src/contract/api/exchanges.ts'
import { type SaidError, saidText } from '../../../../../src/contract/exchange.ts'
import { errorWords } from '../../../../../src/protocol/judge/error-words.ts'
import { remedyOf } from '../../../../../src/protocol/judge/remedy.ts'
import { Message } from '../../../components/message.tsx'
import { useClient } from '../../../connection/app-context.ts'
import { reasonText } from '../../../text/reason-text.ts'
import { bodyQuery } from '../data/queries.ts'

export const UpstreamWords = ({ detail }: { readonly detail: ExchangeDetail }) => {
  const { t } = useTranslation('requests')
  const said = useSaid(detail)
  const { status, upstream } = detail
  if (status < 400) return null
  const title = t('refusal.title', { upstream: upstream ?? '', status })
  const remedy = reasonText(remedyOf(detail.attemptList.at(-1)?.outcome ?? { kind: 'refused', status })) ?? ''
  return (
    <Message
      tone={status < 500 ? 'warn' : 'bad'}
      title={said === undefined ? title : <span lang="">{saidText(said)}</span>}
    >
      {said === undefined ? remedy : `${title}. ${remedy}`}
    </Message>
  )
}

/** Of a request from before attempts kept the words, they are read out of its answer. */
const useSaid = (detail: ExchangeDetail): SaidError | undefined => {
  const kept = detail.attemptList.at(-1)?.said
  const isWanted = kept === undefined && detail.status >= 400 && detail.bodies.response !== null
  const body = useQuery({ ...bodyQuery(useClient(), detail.id, 'response'), enabled: isWanted }).data
  return useMemo(() => kept ?? (body === undefined ? undefined : errorWords(body)), [kept, body])
}
