/**
 * One line of the original's request log as a record of ours (reference-behaviour 8.2). What it did not write down is left open:
 * earlier attempts, response headers, times to the first byte. Credentials, which it wrote in clear, are redacted here.
 */
import { createHash } from 'node:crypto'
import { redactHeaders, redactQuery, redactText } from '../../codec/http/redact.ts'
import { isObject } from '../../codec/json/is-object.ts'
import { hashToken } from '../../codec/text/token.ts'
import type { Attempt, Captured, ExchangeRecord, Outcome, RawHeaders } from '../../contract/exchange.ts'
import { type JsonObject, oldUsage, text } from './old-usage.ts'

export interface OldLine {
  readonly line: string
  /** File and number of the line: tells lines apart that have no id. */
  readonly place: string
  readonly tokenNames: Readonly<Record<string, string>>
}

/** Name under which requests with a token that is not registered are counted. */
export const UNREGISTERED = 'unregistered'

/** Channels that are no upstreams. */
const PSEUDO_CHANNELS = new Set(['whitelist', 'blocked'])

/** Undefined when the line is no record. Never throws. */
export const oldRecord = ({ line, place, tokenNames }: OldLine): ExchangeRecord | undefined => {
  const entry = parsedObject(line)
  // Both stand in every line the original wrote; without them nothing can be said about a request.
  if (entry === undefined || (entry['timestamp'] === undefined && entry['status_code'] === undefined)) return undefined
  const { service, usage } = oldUsage(entry)
  const durationMs = Math.max(0, number(entry['duration_ms']))
  const startedAt = Math.max(0, localTime(text(entry['timestamp'])) - durationMs)
  const headers = flatHeaders(entry['original_headers'])
  const sentHeaders = flatHeaders(entry['target_headers'])
  const target = targetOf(text(entry['path']))
  const channel = text(entry['channel'])
  const upstream = channel === '' && usage !== undefined ? 'unknown' : channel
  const outcome = outcomeOf(entry)
  const token = tokenName(headers, tokenNames)
  const bodies = bodiesOf(entry, sentHeaders.length > 0)
  return {
    id: text(entry['id']) || `legacy-${createHash('sha256').update(`${place}\n${line}`).digest('hex').slice(0, 32)}`,
    service,
    method: text(entry['method']) || 'POST',
    path: target.path,
    query: redactQuery(target.query),
    address: '',
    ...(token === undefined ? {} : { token }),
    model: modelsOf(bodies.request, bodies.sent),
    ...(upstream === '' ? {} : { upstream }),
    startedAt,
    durationMs,
    attempts:
      upstream === '' || PSEUDO_CHANNELS.has(upstream)
        ? []
        : [attemptOf({ upstream, url: redactText(target.url), startedAt, durationMs, status: outcome.status })],
    changes: [],
    outcome,
    ...(usage === undefined ? {} : { usage }),
    requestHeaders: redactHeaders(headers),
    request: bodies.request,
    ...(bodies.sent === undefined ? {} : { sent: bodies.sent }),
    ...(sentHeaders.length === 0 ? {} : { sentHeaders: redactHeaders(sentHeaders) }),
    responseHeaders: [],
    response: responseOf(entry),
  }
}

const parsedObject = (line: string): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)

/** `YYYY-MM-DDTHH:MM:SS` in this machine's zone, as it was written; 0 when it cannot be read. */
const localTime = (timestamp: string): number => {
  const ms = new Date(timestamp).getTime()
  return Number.isFinite(ms) ? ms : 0
}

const flatHeaders = (value: unknown): RawHeaders =>
  isObject(value) ? Object.entries(value).flatMap(([name, content]) => [name, text(content)]) : []

interface Target {
  readonly url: string
  readonly path: string
  readonly query: string
}

const targetOf = (path: string): Target => {
  const url = /^https?:\/\//.test(path) ? parsedUrl(path) : undefined
  if (url !== undefined) return { url: path, path: url.pathname, query: url.search.slice(1) }
  const [before = '', ...rest] = path.split('?')
  return { url: '', path: before.startsWith('/') ? before : `/${before}`, query: rest.join('?') }
}

const parsedUrl = (text: string): URL | undefined => {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

const outcomeOf = (entry: JsonObject): Outcome => {
  const status = number(entry['status_code'])
  if (entry['blocked'] !== true) return { kind: 'delivered', status }
  const rule = text(entry['blocked_by'])
  return {
    kind: 'blocked',
    filter: 'endpoint',
    ...(rule === '' ? {} : { rule }),
    status,
    reason: text(entry['blocked_reason']),
  }
}

type OldAttempt = Pick<Attempt, 'upstream' | 'url' | 'startedAt' | 'durationMs'> & { readonly status: number }

const attemptOf = ({ status, ...attempt }: OldAttempt): Attempt => ({
  number: 1,
  ...attempt,
  outcome: { kind: status > 0 && status < 400 ? 'answered' : 'refused', status },
  reason: 'imported',
})

const tokenName = (headers: RawHeaders, names: Readonly<Record<string, string>>): string | undefined => {
  const values = new Map<string, string>()
  for (let index = 0; index + 1 < headers.length; index += 2) {
    values.set(String(headers[index]).toLowerCase(), String(headers[index + 1]))
  }
  const bearer = /^bearer (clp_\S+)/i.exec(values.get('authorization') ?? '')?.[1]
  const key = values.get('x-api-key') ?? ''
  const token = bearer ?? (key.startsWith('clp_') ? key : undefined)
  return token === undefined ? undefined : (names[hashToken(token)] ?? UNREGISTERED)
}

const bodiesOf = (entry: JsonObject, wasSent: boolean): { request: Captured; sent: Captured | undefined } => {
  const request = decoded(entry['original_body'])
  const sent = decoded(entry['filtered_body'])
  return { request: whole(request), sent: wasSent && !sent.equals(request) ? whole(sent) : undefined }
}

const responseOf = (entry: JsonObject): Captured => {
  const content = decoded(entry['response_content'])
  const size = Math.max(content.byteLength, number(entry['response_bytes']))
  return { ...whole(content), truncated: entry['response_truncated'] === true || size > content.byteLength, size }
}

const decoded = (value: unknown): Buffer => Buffer.from(text(value), 'base64')

const whole = (bytes: Buffer): Captured => ({
  chunks: bytes.byteLength === 0 ? [] : [bytes],
  truncated: false,
  size: bytes.byteLength,
})

const modelsOf = (request: Captured, sent: Captured | undefined): ExchangeRecord['model'] => {
  const asked = modelIn(request)
  const used = sent === undefined ? asked : modelIn(sent)
  return { ...(asked === undefined ? {} : { asked }), ...(used === undefined ? {} : { sent: used }) }
}

const modelIn = (body: Captured): string | undefined => {
  const model = parsedObject(Buffer.concat(body.chunks).toString())?.['model']
  return typeof model === 'string' && model !== '' ? model : undefined
}
