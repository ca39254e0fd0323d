/** Checks of what the user wrote: documents, upstreams that can be used, tokens. */
import { isExpired } from '../../codec/text/expiry.ts'
import { isRefused } from '../../store/config/fault.ts'
import { faultText } from '../documents/fault-text.ts'
import { placedText } from '../messages/reason-text.ts'
import { addLine } from '../upstreams/add-line.ts'
import { defineCheck } from './check.ts'

export const documentsReadable = defineCheck('documents', ({ cli, rejections, faults }, found) => [
  ...rejections.map((rejection) => {
    const reason = placedText(cli, rejection)
    return found('error', 'rejected', { file: rejection.file, reason })
  }),
  ...faults.map((fault) => {
    const told = faultText(cli, fault)
    return isRefused(fault) ? found('error', 'partly', { told }) : found('warning', 'names', { told })
  }),
])

export const activeUpstream = defineCheck('active-upstream', ({ services, pool, rejections, faults }, found) => {
  const isUnread = (id: string): boolean => [...rejections, ...faults].some(({ document }) => document === id)
  // Many use one service only: the other one may stay empty.
  const empty = services.every(({ id }) => pool(id).length === 0) ? 'error' : 'info'
  return services.flatMap((one) => {
    const { id, label: service } = one
    const all = pool(id)
    // What could not be read may hold upstreams; the check of the documents says what is wrong.
    if (all.length === 0 && isUnread(id)) return []
    if (all.length === 0) return [found(empty, 'none', { service, id, add: addLine(one) })]
    return all.some(({ enabled }) => enabled) ? [] : [found('error', 'disabled', { service, id })]
  })
})

export const accessTokens = defineCheck('access-tokens', ({ access, cli }, found) => {
  if (!access.enabled) return []
  const now = cli.clock.now()
  const good = access.tokens.some(({ active, expires_at }) => active && !isExpired(expires_at, now))
  return good ? [] : [found('error', 'none')]
})
