/** What the operator should know now: gathered from documents, health, journal and daemon, each with the place where it is mended. */
import { NOTICE_CODES, type Notice, type NoticeCode } from '../../contract/api/status.ts'
import type { LogReason } from '../../contract/reason/log-reasons.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Rejection } from '../../store/config/config.ts'
import type { UpstreamHealth } from '../../store/health/health.ts'
import type { Bus } from '../../store/live/bus.ts'
import type { JournalStatus } from '../../store/records/journal.ts'
import type { ListeningService } from '../context/deps.ts'

export interface RaisedNotices {
  readonly list: () => readonly Notice[]
  readonly close: () => void
}

/** Keeps what was raised on the bus until it is said to be over. */
export const createRaisedNotices = (bus: Pick<Bus, 'subscribe'>): RaisedNotices => {
  const raised = new Map<string, Notice>()
  const close = bus.subscribe((event) => {
    if (event.type !== 'notice' || TOLD_BY_STATE.has(event.code)) return
    if (event.message === '') raised.delete(event.code)
    else raised.set(event.code, raisedNotice(event.code, event.message))
  })
  return { list: () => [...raised.values()], close }
}

/** What is told for as long as it is so, whatever was said when it began. */
const TOLD_BY_STATE: ReadonlySet<string> = new Set<NoticeCode>([
  'journal-trouble',
  'budget-nearly-used',
  'budget-used-up',
  'balance-low',
])

const raisedNotice = (code: string, message: string): Notice => ({
  code: isNoticeCode(code) ? code : 'other',
  severity: 'warning',
  params: { reason: message },
  message,
  fix: null,
})

const isNoticeCode = (code: string): code is NoticeCode => NOTICE_CODES.some((known) => known === code)

/** A text on disk that is not in force. `unusable`: nothing stands in for it, so requests are refused. */
export const rejectionNotice = (rejection: Rejection, unusable: boolean): Notice => {
  const { document, file, reason, why, line, column, field } = rejection
  return {
    ...shownAs(rejection, unusable),
    params: { document, file, reason, line, column, field },
    ...(why === undefined ? {} : { why }),
    fix: { kind: 'document', target: document, command: '' },
  }
}

const shownAs = (
  { file, reason, never }: Rejection,
  unusable: boolean,
): Pick<Notice, 'code' | 'severity' | 'message'> => {
  if (unusable) {
    const message = `Requests are refused because "${file}" was never readable: ${reason}`
    return { code: 'config-unusable', severity: 'error', message }
  }
  if (never === true) {
    const message = `"${file}" was never readable, so its defaults are in force: ${reason}`
    return { code: 'config-defaults', severity: 'warning', message }
  }
  const message = `"${file}" is not in force, the last good version is: ${reason}`
  return { code: 'config-rejected', severity: 'warning', message }
}

export const journalNotices = ({ warning, troubles = [], dropped }: JournalStatus): readonly Notice[] => [
  ...(troubles.length > 0 ? troubles.map((why) => journalTrouble(inEnglish(why), why)) : []),
  ...(troubles.length === 0 && warning !== '' ? [journalTrouble(warning)] : []),
  ...(dropped === 0
    ? []
    : [
        {
          code: 'journal-dropped' as const,
          severity: 'warning' as const,
          params: { count: dropped },
          message: `${dropped} records or bodies could not be written to the request log since the start`,
          fix: { kind: 'settings' as const, target: 'system', command: '' },
        },
      ]),
]

const journalTrouble = (reason: string, why?: LogReason): Notice => ({
  code: 'journal-trouble',
  severity: 'error',
  params: { reason },
  message: `Request log: ${reason}`,
  ...(why === undefined ? {} : { why }),
  fix: { kind: 'settings', target: 'system', command: '' },
})

export interface PoolView {
  readonly service: string
  readonly pool: readonly Upstream[]
  /** Those that could be asked now. */
  readonly candidates: readonly Upstream[]
  readonly health: readonly UpstreamHealth[]
}

/** What is wrong with the upstreams of one service. */
export const poolNotices = ({ service, pool, candidates, health }: PoolView): readonly Notice[] => {
  const fixUpstreams = { kind: 'upstreams' as const, target: service, command: '' }
  if (pool.length === 0) {
    const message = `No upstream is set up for ${service}`
    return [{ code: 'no-upstream', severity: 'warning', params: { service }, message, fix: fixUpstreams }]
  }
  const enabled = pool.filter((upstream) => upstream.enabled)
  if (enabled.length === 0) {
    const message = `All upstreams of ${service} are disabled`
    return [{ code: 'all-disabled', severity: 'error', params: { service }, message, fix: fixUpstreams }]
  }
  const names = new Set(enabled.map((upstream) => upstream.name))
  const ejected = health.filter(({ state, upstream }) => state === 'ejected' && names.has(upstream))
  return [...(candidates.length === 0 ? [allEjected(service, enabled.length)] : []), ...ejected.map(ejectedIn(service))]
}

const allEjected = (service: string, count: number): Notice => ({
  code: 'all-ejected',
  severity: 'error',
  params: { service, count },
  message: `None of the ${count} upstreams of ${service} can be asked now`,
  fix: { kind: 'reset', target: service, command: `clp lb reset ${service}` },
})

const ejectedIn =
  (service: string) =>
  ({ upstream, failures, until, lastFailure }: UpstreamHealth): Notice => {
    const reason = lastFailure === undefined ? '' : inEnglish(lastFailure)
    return {
      code: 'upstream-ejected',
      severity: 'warning',
      params: { service, upstream, failures, reason, ...(until === undefined ? {} : { until }) },
      message: `Upstream "${upstream}" of ${service} is left out after ${failures} failures: ${reason}`,
      ...(lastFailure === undefined ? {} : { why: lastFailure }),
      fix: { kind: 'balancing', target: service, command: `clp lb reset ${service} ${upstream}` },
    }
  }

export const downNotice = ({ info, running, addresses }: ListeningService): readonly Notice[] =>
  running
    ? []
    : [
        {
          code: 'service-down',
          severity: 'error',
          params: { service: info.id, address: addresses[0] ?? info.address, reason: '' },
          message: `${info.label} does not listen on ${addresses[0] ?? info.address}`,
          fix: null,
        },
      ]
