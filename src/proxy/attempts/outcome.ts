/**
 * The retry table: what became of an attempt, whose fault it is, and whether another upstream is asked. Data, not code: the one
 * place that decides about retry and blame.
 */
import type { AttemptOutcome } from '../../contract/exchange.ts'
import type { ChoiceCode } from '../../contract/reason/balancing-reasons.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { ANSWER_FAULTS, REDIRECTS } from '../../protocol/judge/answer-faults.ts'
import { failureReason } from '../../protocol/judge/failure-reason.ts'
import { TransportError } from '../exchange/transport.ts'

/** What an attempt says about its upstream. */
export type Blame = 'failure' | 'success' | 'nothing'

export interface Row {
  readonly id: string
  /** In words, as the documentation has it. */
  readonly when: string
  readonly matches: (outcome: AttemptOutcome) => boolean
  readonly blame: Blame
  /** Whether another upstream may answer instead. */
  readonly next: boolean
  /** Why the next one is asked, where one is. */
  readonly reason?: ChoiceCode
}

const answeredWith = (test: (status: number) => boolean) => (outcome: AttemptOutcome) =>
  outcome.kind === 'answered' && test(outcome.status)

/** In this order; the first row that matches counts. */
export const RETRY_TABLE: readonly Row[] = [
  {
    id: 'own-shortage',
    when: 'CLP itself has no file descriptor left for a connection (`ulimit -n`)',
    matches: (outcome) => outcome.kind === 'unreachable' && isOwnShortage(outcome.code),
    blame: 'nothing',
    next: false,
  },
  {
    id: 'unreachable',
    when: 'DNS, connection refused, TLS, connect timeout',
    matches: ({ kind }) => kind === 'unreachable',
    blame: 'failure',
    next: true,
    reason: 'request_error',
  },
  {
    id: 'redirects',
    when: 'a redirect to another place',
    matches: (outcome) => outcome.kind === 'broken' && outcome.code === REDIRECTS,
    blame: 'failure',
    next: true,
    reason: 'http_non2xx',
  },
  {
    id: 'no-head',
    when: 'connected, then closed or silent before the response head',
    matches: (outcome) => outcome.kind === 'broken' && outcome.bytes === 0 && !isFailedSuccess(outcome.code),
    blame: 'failure',
    next: true,
    reason: 'request_error',
  },
  {
    id: 'refused',
    when: '401, 402, 403, 408, 429, 5xx (529 too); another 4xx by which the upstream tells of its own state, and any that is a web page',
    matches: ({ kind }) => kind === 'refused',
    blame: 'failure',
    next: true,
    reason: 'http_non2xx',
  },
  {
    id: 'failed-200',
    when: 'a 2xx that is an error, is empty, is a web page, has not the shape of an answer or breaks off before its first content',
    matches: (outcome) => outcome.kind === 'broken' && isFailedSuccess(outcome.code),
    blame: 'failure',
    next: true,
    reason: 'stream_error',
  },
  {
    id: 'broken',
    when: 'a stream that breaks off, reports an error or ends without its last event, after its first content',
    matches: ({ kind }) => kind === 'broken',
    blame: 'failure',
    next: false,
    reason: 'stream_error',
  },
  {
    id: 'unable',
    when: 'another 4xx by which the upstream says that it cannot serve this: no such model, no such address',
    matches: (outcome) => outcome.kind === 'answered' && outcome.unable === true,
    blame: 'nothing',
    next: true,
    reason: 'http_non2xx',
  },
  {
    id: 'client-error',
    when: 'any other 4xx: the request is the client’s',
    matches: answeredWith((status) => status >= 400),
    blame: 'nothing',
    next: false,
  },
  {
    id: 'answered',
    when: '2xx, 3xx',
    matches: answeredWith((status) => status < 400),
    blame: 'success',
    next: false,
  },
  {
    id: 'abandoned',
    when: 'the client left',
    matches: ({ kind }) => kind === 'abandoned',
    blame: 'nothing',
    next: false,
  },
]

/** Whether a connection was not begun because this process, or this machine, may have no more of them open. */
export const isOwnShortage = (code: string): boolean => code === 'EMFILE' || code === 'ENFILE'

const isFailedSuccess = (code: string): boolean => (Object.values(ANSWER_FAULTS) as readonly string[]).includes(code)

export const rowOf = (outcome: AttemptOutcome): Row => {
  const row = RETRY_TABLE.find(({ matches }) => matches(outcome))
  if (row === undefined) throw new Error(`The retry table has no row for "${outcome.kind}"`)
  return row
}

/** Statuses by which an upstream refuses for reasons of its own: its key, its load, its fault. */
const REFUSALS: ReadonlySet<number> = new Set([401, 402, 403, 408, 429])

export const outcomeOfStatus = (status: number): AttemptOutcome =>
  status >= 500 || REFUSALS.has(status) ? { kind: 'refused', status } : { kind: 'answered', status }

/** What a failure of the wire means; undefined for an error that is not of the wire. `bytes` of the body had come. */
export const outcomeOfError = (error: unknown, bytes: number): AttemptOutcome | undefined => {
  if (!(error instanceof TransportError)) return undefined
  switch (error.kind) {
    case 'unreachable':
      return { kind: 'unreachable', code: error.code }
    case 'timeout':
    case 'broken':
      return { kind: 'broken', code: error.code, bytes }
    case 'abandoned':
      return { kind: 'abandoned' }
  }
}

/** Why another upstream is asked after this outcome. Throws for one after which nobody is. */
export const reasonForNext = (outcome: AttemptOutcome): ChoiceCode => {
  const { id, reason } = rowOf(outcome)
  if (reason === undefined) throw new Error(`Nobody else is asked after "${id}"`)
  return reason
}

/** How an attempt went, as an English sentence for logs and error bodies. */
export const describeOutcome = (outcome: AttemptOutcome): string => inEnglish(failureReason(outcome))
