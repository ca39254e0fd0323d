/** The log in the record format of the original (reference-behaviour 8.2), for tools made for it and for going back. */
import { headersObject } from '../../codec/http/headers.ts'
import type { Usage } from '../../contract/usage.ts'
import { NO_USAGE } from '../../contract/usage.ts'
import type { Journal, StoredExchange } from '../records/journal.ts'
import { type Exported, type ExportOptions, exported } from './exported.ts'

/** One JSON object a line, newest first. Credentials were never stored, so there are none in clear. */
export async function* exportJsonl(journal: Journal, options: ExportOptions): AsyncGenerator<string> {
  for await (const one of exported(journal, options)) yield `${JSON.stringify(lineOf(one))}\n`
}

const lineOf = ({ exchange, request, sent, response }: Exported): Record<string, unknown> => ({
  id: exchange.id,
  timestamp: localTimestamp(exchange.startedAt + exchange.durationMs),
  service: exchange.service,
  method: exchange.method,
  path: targetOf(exchange),
  status_code: exchange.status,
  duration_ms: Math.round(exchange.durationMs),
  target_headers: headersObject(exchange.sentHeaders ?? []),
  ...(exchange.upstream === null ? {} : { channel: exchange.upstream }),
  ...base64Field('filtered_body', sent.bytes),
  ...(exchange.requestHeaders.length === 0 ? {} : { original_headers: headersObject(exchange.requestHeaders) }),
  ...base64Field('original_body', request.bytes),
  usage: { service: exchange.service, metrics: metricsOf(exchange.usage ?? NO_USAGE), raw: exchange.rawUsage ?? {} },
  ...(exchange.cost === null ? {} : { cost: exchange.cost }),
  ...base64Field('response_content', response.bytes),
  ...(response.truncated ? { response_truncated: true } : {}),
  ...(exchange.attempts > 0 ? { response_bytes: exchange.responseBytes } : {}),
  ...blockedFields(exchange),
})

/** The complete target URL where one was built. */
const targetOf = (exchange: StoredExchange): string => {
  const url = exchange.attemptList.at(-1)?.url
  return url !== undefined && url !== '' ? url : `${exchange.path}${exchange.query === '' ? '' : `?${exchange.query}`}`
}

const metricsOf = (usage: Usage): Record<string, number> => ({
  input: usage.input,
  cached_create: usage.cacheCreate,
  cached_read: usage.cacheRead,
  output: usage.output,
  reasoning: usage.reasoning,
  total: usage.total,
})

const base64Field = (name: string, bytes: Uint8Array): Record<string, string> =>
  bytes.byteLength === 0 ? {} : { [name]: Buffer.from(bytes).toString('base64') }

const blockedFields = ({ outcome }: StoredExchange): Record<string, unknown> => {
  if (outcome.kind !== 'blocked') return {}
  return {
    blocked: true,
    ...(outcome.rule === undefined ? {} : { blocked_by: outcome.rule }),
    blocked_reason: outcome.reason,
  }
}

/** Local time without zone or fraction, as the original writes it. `ms` since 1970. */
const localTimestamp = (ms: number): string => {
  const date = new Date(ms)
  const local = new Date(ms - date.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19)
}
