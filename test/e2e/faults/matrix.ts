/** What each fault leads to: the fault matrix. `docs/reference/failover.md` shows the same table; a test holds them against each other. */
import type { FaultName } from './faults.ts'

export interface Consequence {
  /** What the client sees. */
  readonly client: string
  /** Requests that reached the first and the second upstream; a dash where none can. */
  readonly requests: string
  /** What is known about the first upstream afterwards. */
  readonly health: string
  /** How the exchange is recorded, and its attempts. */
  readonly record: string
}

export type Mode = 'active-first' | 'weight-based'

type Row = Readonly<Record<Mode, Consequence>>

const consequence = (client: string, requests: string, health: string, record: string): Consequence => ({
  client,
  requests,
  health,
  record,
})

const ONE_FAILURE = 'failing, 1 of 3'
const SECOND = 'the second upstream’s stream'
const NOTHING = 'unchanged'

/** The second upstream answers, and nobody notices. */
const replaced = (requests: string, attempt: string, health = ONE_FAILURE): Consequence =>
  consequence(SECOND, requests, health, `delivered 200: ${attempt}, answered 200`)

/** A refusal of the upstream's own: passed on by one policy, replaced by the other. */
const refusal = (status: number, health = ONE_FAILURE): Row => ({
  'active-first': consequence(`its ${status} as sent`, '1, 0', ONE_FAILURE, `delivered ${status}: refused ${status}`),
  'weight-based': replaced('1, 1', `refused ${status}`, health),
})

/** The client's own mistake: passed on by everybody. */
const mistake = (status: number): Row => {
  const passedOn = consequence(`its ${status} as sent`, '1, 0', NOTHING, `delivered ${status}: answered ${status}`)
  return { 'active-first': passedOn, 'weight-based': passedOn }
}

/** A 200 that is none, found out before its first content. */
const failed200 = (alone: { readonly client: string; readonly code: string }, code: string): Row => ({
  'active-first': consequence(alone.client, '1, 0', ONE_FAILURE, `failed 200 upstream-broken: broken ${alone.code}`),
  'weight-based': replaced('1, 1', `broken ${code}`),
})

const AS_SENT = 'its 200 as sent'

const passedOn = (): Row => {
  const same = consequence(AS_SENT, '1, 0', 'healthy', 'delivered 200: answered 200')
  return { 'active-first': same, 'weight-based': same }
}

export const MATRIX: Readonly<Record<FaultName, Row>> = {
  'connection refused': {
    'active-first': consequence(
      '502 `upstream-unreachable`',
      '–, 0',
      ONE_FAILURE,
      'failed 502 upstream-unreachable: unreachable ECONNREFUSED',
    ),
    'weight-based': replaced('–, 1', 'unreachable ECONNREFUSED'),
  },
  'TLS error': {
    'active-first': consequence(
      '502 `upstream-unreachable`',
      '–, 0',
      ONE_FAILURE,
      'failed 502 upstream-unreachable: unreachable TLS',
    ),
    'weight-based': replaced('–, 1', 'unreachable TLS'),
  },
  'reset before headers': {
    'active-first': consequence(
      '502 `upstream-broken`',
      '1, 0',
      ONE_FAILURE,
      'failed 502 upstream-broken: broken ECONNRESET',
    ),
    'weight-based': replaced('1, 1', 'broken ECONNRESET'),
  },
  'stall before headers': {
    'active-first': consequence(
      '504 `upstream-timeout`',
      '1, 0',
      ONE_FAILURE,
      'failed 504 upstream-timeout: broken headers-timeout',
    ),
    'weight-based': replaced('1, 1', 'broken headers-timeout'),
  },
  '307 to another place': {
    'active-first': consequence(
      '502 `upstream-redirects`',
      '1, 0',
      ONE_FAILURE,
      'failed 502 upstream-redirects: broken redirects',
    ),
    'weight-based': replaced('1, 1', 'broken redirects'),
  },
  '401': refusal(401),
  '403': refusal(403),
  '404': {
    ...mistake(404),
    'weight-based': replaced('1, 1', 'answered 404', NOTHING),
  },
  '400': mistake(400),
  '408': refusal(408),
  '413': mistake(413),
  '429 with `retry-after: 30`': refusal(429, 'resting for 30 s, 1 of 3'),
  '429 without `retry-after`': refusal(429),
  '500': refusal(500),
  '502 with a web page': refusal(502),
  '503': refusal(503),
  '529': refusal(529),
  '200 with a JSON error': failed200({ client: AS_SENT, code: 'error-in-200' }, 'error-in-200'),
  '200 without a body': failed200({ client: AS_SENT, code: 'empty-200' }, 'empty-200'),
  'error event first': failed200({ client: AS_SENT, code: 'error-event' }, 'error-event-first'),
  'error event after content': {
    'active-first': consequence(AS_SENT, '1, 0', ONE_FAILURE, 'failed 200 upstream-broken: broken error-event'),
    'weight-based': consequence(AS_SENT, '1, 0', ONE_FAILURE, 'failed 200 upstream-broken: broken error-event'),
  },
  'cut before content': failed200({ client: 'its 200 as sent, then cut', code: 'cut' }, 'cut-before-content'),
  'cut after content': {
    'active-first': consequence(
      'its 200 as sent, then cut',
      '1, 0',
      ONE_FAILURE,
      'failed 200 upstream-broken: broken cut',
    ),
    'weight-based': consequence(
      'its 200 as sent, then one error event',
      '1, 0',
      ONE_FAILURE,
      'failed 200 upstream-broken: broken cut',
    ),
  },
  '200 with a web page': {
    'active-first': consequence(AS_SENT, '1, 0', ONE_FAILURE, 'failed 200 upstream-broken: broken web-page-in-200'),
    'weight-based': replaced('1, 1', 'broken web-page-in-200'),
  },
  'invalid UTF-8': passedOn(),
  'one line of 8 MB': passedOn(),
}
