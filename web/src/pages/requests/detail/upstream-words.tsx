/** Why an upstream refused: its own type and message first, then what one can do. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExchangeDetail } from '../../../../../src/contract/api/exchanges.ts'
import { readAnswer } from '../../../../../src/protocol/conversation-reader/answer-fold.ts'
import { Message } from '../../../components/message.tsx'
import { useClient } from '../../../connection/app-context.ts'
import { bodyQuery } from '../data/queries.ts'
import { errorType, refusalKind } from './refusal.ts'

export const UpstreamWords = ({ detail }: { readonly detail: ExchangeDetail }) => {
  const { t } = useTranslation('requests')
  const kind = refusalKind(detail.status)
  const kept = detail.bodies.response !== null && kind !== undefined
  const body = useQuery({ ...bodyQuery(useClient(), detail.id, 'response'), enabled: kept }).data
  const words = useMemo(() => (body === undefined ? '' : readAnswer(body).error), [body])
  if (kind === undefined) return null
  const said = [body === undefined ? '' : errorType(body), words].filter((text) => text !== '').join(': ')
  const title = t('refusal.title', { upstream: detail.upstream ?? '', status: detail.status })
  return (
    <Message tone={detail.status < 500 ? 'warn' : 'bad'} title={said === '' ? title : said}>
      {said === '' ? t(`refusal.${kind}`) : `${title}. ${t(`refusal.${kind}`)}`}
    </Message>
  )
}
