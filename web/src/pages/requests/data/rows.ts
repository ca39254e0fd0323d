/** One line of the request list, whether the request is running, just done, or out of the log. Pure. */
import type { ExchangeSummaryView } from '../../../../../src/contract/api/exchanges.ts'
import type { LiveRequest } from '../../../../../src/contract/event.ts'
import { saidText } from '../../../../../src/contract/exchange.ts'
import type { CostView } from '../../../../../src/contract/money/cost.ts'
import type { Usage } from '../../../../../src/contract/usage.ts'
import type { RequestStatus } from '../../../components/status-badge.tsx'
import { type RequestFilter, rangeOf } from './filter.ts'

export interface Row {
  readonly id: string
  readonly running: boolean
  readonly service: string
  readonly upstream: string
  readonly method: string
  readonly path: string
  readonly status: RequestStatus
  readonly code: number | null
  /** ms since 1970. */
  readonly startedAt: number
  readonly firstByteMs: number | null
  readonly durationMs: number
  readonly modelAsked: string
  readonly modelSent: string
  readonly token: string
  readonly session: string
  readonly attempts: number
  /** Null while it is not known. */
  readonly requestBytes: number | null
  readonly responseBytes: number
  readonly usage: Usage | null
  readonly cost: CostView | null
  /** Why it failed, as its upstream says or in a word of the daemon's; empty where it did not. */
  readonly error: string
}

export const liveRow = (request: LiveRequest): Row => ({
  id: request.request_id,
  running: request.status === 'PENDING' || request.status === 'STREAMING',
  service: request.service,
  upstream: request.channel,
  method: request.method,
  path: request.path,
  status: request.status,
  code: request.status_code,
  startedAt: Date.parse(request.start_time),
  firstByteMs: request.first_byte_ms,
  durationMs: request.duration_ms,
  modelAsked: request.model ?? '',
  modelSent: request.model ?? '',
  token: request.token ?? '',
  session: request.session ?? '',
  attempts: request.attempts,
  requestBytes: null,
  responseBytes: request.response_bytes,
  usage: request.usage,
  cost: request.cost,
  error: request.error ?? '',
})

const statusOf = (item: ExchangeSummaryView): RequestStatus => {
  switch (item.outcome.kind) {
    case 'delivered':
      return 'COMPLETED'
    case 'failed':
      return 'FAILED'
    case 'abandoned':
    case 'blocked':
      return item.outcome.kind
  }
}

export const storedRow = (item: ExchangeSummaryView): Row => ({
  id: item.id,
  running: false,
  service: item.service,
  upstream: item.upstream ?? '',
  method: item.method,
  path: item.path,
  status: statusOf(item),
  code: item.status,
  startedAt: item.startedAt,
  firstByteMs: item.firstByteMs,
  durationMs: item.durationMs,
  modelAsked: item.modelAsked ?? item.modelSent ?? '',
  modelSent: item.modelSent ?? item.modelAsked ?? '',
  token: item.token ?? '',
  session: item.session ?? '',
  attempts: item.attempts,
  requestBytes: item.requestBytes,
  responseBytes: item.responseBytes,
  usage: item.usage,
  cost: item.cost,
  error: item.said === null ? '' : saidText(item.said),
})

const matchesStatus = (row: Row, wanted: string): boolean => {
  if (row.code === null) return false
  const good = row.code < 400 && row.status === 'COMPLETED'
  if (wanted === 'ok') return good
  if (wanted === 'failed') return !row.running && !good
  return wanted.endsWith('xx') ? String(row.code)[0] === wanted[0] : String(row.code) === wanted
}

/** Whether a row that comes live belongs into the list. Text in bodies cannot be seen here: such rows wait for the log. */
export const matches = (row: Row, filter: RequestFilter, now: number): boolean => {
  const { since, until } = rangeOf(filter, now)
  const checks: readonly boolean[] = [
    filter.text === undefined,
    filter.service === undefined || row.service === filter.service,
    filter.upstream === undefined || row.upstream === filter.upstream,
    filter.model === undefined || row.modelAsked === filter.model || row.modelSent === filter.model,
    filter.token === undefined || row.token === filter.token,
    filter.session === undefined || row.session === filter.session,
    filter.path === undefined || row.path.includes(filter.path),
    filter.status === undefined || matchesStatus(row, filter.status),
    filter.slow === undefined || row.durationMs >= Number(filter.slow),
    filter.costs === undefined || Number(row.cost?.nano ?? 0) > Number(filter.costs) * 1e9,
    since === undefined || row.startedAt >= since,
    until === undefined || row.startedAt < until,
  ]
  return checks.every(Boolean)
}

/**
 * Newest first, no request twice; a row that is in the log comes from there, and of several live ones the first counts. `known` are
 * the ids of the log's rows.
 */
export const mergeRows = (live: readonly Row[], stored: readonly Row[], known: ReadonlySet<string>): readonly Row[] => {
  const fresh = new Map<string, Row>()
  for (const row of live) if (!known.has(row.id) && !fresh.has(row.id)) fresh.set(row.id, row)
  return [...[...fresh.values()].sort((left, right) => right.startedAt - left.startedAt), ...stored]
}
