/** Makes of an upstream's settings the requests that ask for its balance, each to an address it may lead to; and reads the answers. Pure. */
import type { BalanceFault } from '../../contract/balance.ts'
import type { BalanceSettings } from '../../contract/balance-settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { amountIn, amountText } from './amount.ts'
import { valueAtPlace } from './json-place.ts'
import { type BalanceReading, type BalanceRequest, balanceTemplates, type TemplateContext } from './templates.ts'

/** A request with its credentials, ready for the wire. */
export interface BalanceQuestion {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  /** Flat name, value pairs. */
  readonly headers: readonly string[]
  /** It leads to another origin than the upstream's own: its host must not be a private one, unless the upstream's is. */
  readonly isElsewhere: boolean
}

/** What all answers together say. */
export interface BalanceAnswer extends Pick<BalanceReading, 'meters'> {
  readonly values: readonly { readonly currency?: string; readonly value?: string; readonly unlimited?: true }[]
  readonly exhausted: boolean
}

export type BalanceQuestions = { readonly questions: readonly BalanceQuestion[] } | { readonly fault: BalanceFault }

/** `now` in ms since 1970. */
export const balanceQuestions = (upstream: Upstream, now: number): BalanceQuestions => {
  const settings = upstream.balance?.settings ?? {}
  const requests = requestsOf(settings, contextOf(upstream, now))
  if (requests.length === 0) return { fault: 'nothing-to-ask' }
  const questions: BalanceQuestion[] = []
  for (const request of requests) {
    const question = questionOf(upstream, settings, request)
    if ('fault' in question) return question
    questions.push(question)
  }
  return { questions }
}

const contextOf = ({ baseUrl, balance }: Upstream, now: number): TemplateContext => ({
  host: new URL(baseUrl).hostname,
  hasToken: balance?.token !== undefined,
  now,
})

const requestsOf = (settings: BalanceSettings, context: TemplateContext): readonly BalanceRequest[] => {
  const { kind, url, method = 'GET', headers } = settings
  if (kind === undefined) {
    if (url === undefined || settings.path === undefined) return []
    return [{ method, url, headers: headers ?? { authorization: 'Bearer {key}' } }]
  }
  const made = balanceTemplates[kind].requests(context)
  // A template has one address at most that can be typed otherwise.
  return made.map((request, index) => ({
    method: index === 0 ? method : request.method,
    url: index === 0 ? (url ?? request.url) : request.url,
    headers: { ...request.headers, ...headers },
  }))
}

const questionOf = (
  { baseUrl, credential, balance }: Upstream,
  { kind, sendKey }: BalanceSettings,
  { method, url: text, headers }: BalanceRequest,
): BalanceQuestion | { readonly fault: BalanceFault } => {
  const base = new URL(baseUrl)
  const url = addressOf(text, base)
  if (url === undefined) return { fault: 'address-unusable' }
  const isElsewhere = url.origin !== base.origin
  // Only an address that somebody typed in full leads elsewhere, and never a template.
  if (isElsewhere && (kind !== undefined || !/^https?:\/\//i.test(text))) return { fault: 'other-origin' }
  const secrets = {
    key: (credential.bearer ?? credential.apiKey)?.reveal(),
    token: balance?.token?.reveal(),
  }
  const written: string[] = ['accept', 'application/json', 'user-agent', 'clp-balance']
  for (const [name, value] of Object.entries(headers)) {
    const filled = fill(value, secrets)
    if (filled === undefined) return { fault: 'no-credential' }
    if (isElsewhere && filled !== value && sendKey !== true) return { fault: 'key-not-sent' }
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(filled) || FORBIDDEN.has(name.toLowerCase()))
      return { fault: 'address-unusable' }
    written.push(name.toLowerCase(), filled)
  }
  return { method, url, headers: written, isElsewhere }
}

/** Headers that frame the request or name its host are written by CLP alone. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'cookie',
])

/** http or https, without a user; relative ones belong to the origin of the base address. */
const addressOf = (text: string, base: URL): URL | undefined => {
  if (!URL.canParse(text, base.origin)) return undefined
  const url = new URL(text, base.origin)
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:'
  return isHttp && url.username === '' && url.password === '' ? url : undefined
}

const fill = (value: string, secrets: Readonly<Record<'key' | 'token', string | undefined>>): string | undefined => {
  let isMissing = false
  const filled = value.replaceAll(/\{(key|token)\}/g, (_, name: 'key' | 'token') => {
    isMissing ||= secrets[name] === undefined
    return secrets[name] ?? ''
  })
  return isMissing ? undefined : filled
}

/** What the answers say; undefined where no value is there. `now` in ms since 1970. */
export const readBalance = (
  upstream: Upstream,
  answers: readonly unknown[],
  now: number,
): BalanceAnswer | undefined => {
  const settings = upstream.balance?.settings ?? {}
  const template = settings.kind === undefined ? undefined : balanceTemplates[settings.kind]
  const reading =
    settings.path === undefined ? template?.read(answers, contextOf(upstream, now)) : typed(settings, answers)
  if (reading === undefined) return undefined
  const divisor = settings.divisor ?? template?.divisor ?? 1
  const values = reading.amounts.flatMap(({ amount, unlimited, currency: told }): BalanceAnswer['values'] => {
    const currency = settings.currency?.toUpperCase() ?? told
    const known = currency === undefined ? {} : { currency }
    if (unlimited === true) return [{ ...known, unlimited }]
    return amount === undefined ? [] : [{ ...known, value: amountText(amount, divisor) }]
  })
  const meters = reading.meters ?? []
  if (values.length === 0 && meters.length === 0) return undefined
  return { values, exhausted: reading.exhausted === true, meters }
}

/** By the places that somebody has typed. */
const typed = ({ path = '', minus, ok }: BalanceSettings, [answer]: readonly unknown[]): BalanceReading => {
  const total = amountIn(valueAtPlace(answer, path))
  const off = minus === undefined || minus === null ? 0n : amountIn(valueAtPlace(answer, minus))
  const amount = total === undefined || off === undefined ? undefined : total - off
  return { amounts: [{ amount }], exhausted: ok !== undefined && valueAtPlace(answer, ok) === false }
}
