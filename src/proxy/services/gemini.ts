/** The Gemini service: Gemini CLI and every other client of the Gemini API. Off until somebody has upstreams for it. */

import { NO_USAGE } from '../../contract/usage.ts'
import type { UsageDialect } from '../../protocol/usage/usage.ts'
import { toCount } from '../../protocol/usage/usage-shape.ts'
import { upstreamsDocument } from '../../store/documents/upstreams.ts'
import { bearerAnd } from '../exchange/authorize.ts'
import type { Service, Span } from '../exchange/service.ts'

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Canonical codes by HTTP status: https://cloud.google.com/apis/design/errors#error_model */
const CODES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  413: 'INVALID_ARGUMENT',
  415: 'INVALID_ARGUMENT',
  421: 'INVALID_ARGUMENT',
  422: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

interface Told {
  readonly code: string
  readonly status: number
  readonly message: string
  readonly requestId: string
}

const errorObject = ({ code, status, message, requestId }: Told): Json => ({
  error: {
    code: status,
    message: `CLP: ${message}`,
    status: CODES[status] ?? 'UNKNOWN',
    details: [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: code, domain: 'clp' },
      { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId },
    ],
  },
})

/** `/v1beta/models/gemini-2.5-pro:generateContent`: the model is what stands between the last slash and the colon. */
const modelInPath = (path: string): Span | undefined => {
  const found = /\/models\/([^/:]+)/.exec(path)
  if (found?.[1] === undefined) return undefined
  const end = found.index + found[0].length
  return { start: end - found[1].length, end }
}

const COUNTS = ['promptTokenCount', 'candidatesTokenCount', 'thoughtsTokenCount', 'totalTokenCount'] as const

const holdsCounts = (value: unknown): value is Json =>
  isObject(value) && COUNTS.some((name) => typeof value[name] === 'number')

/** https://ai.google.dev/api/generate-content#UsageMetadata: thoughts are counted beside the candidates, the cache inside the prompt. */
const geminiUsage: UsageDialect = {
  name: '"usageMetadata"',
  holdsCounts,
  // Without `alt=sse` a stream is one JSON array; every element counts up to itself, so the last one says it all.
  find: (payload) => {
    const holders = Array.isArray(payload) ? payload : [payload]
    const found = holders.map((holder) => (isObject(holder) ? holder['usageMetadata'] : undefined))
    return found.findLast(holdsCounts)
  },
  read: (raw) => {
    const input = toCount(raw['promptTokenCount']) + toCount(raw['toolUsePromptTokenCount'])
    const cacheRead = toCount(raw['cachedContentTokenCount'])
    const reasoning = toCount(raw['thoughtsTokenCount'])
    const output = toCount(raw['candidatesTokenCount']) + reasoning
    const total = toCount(raw['totalTokenCount']) || input + output
    return { ...NO_USAGE, input, cacheRead, output, reasoning, total, uncachedInput: Math.max(0, input - cacheRead) }
  },
}

/** What the model says, without its thoughts. */
const answerText = ({ candidates }: Json & { readonly candidates?: unknown }): string =>
  (Array.isArray(candidates) ? candidates : [])
    .flatMap((candidate) => candidate?.content?.parts ?? [])
    .map((part) => (typeof part?.text === 'string' && part.thought !== true ? part.text : ''))
    .join('')

export const gemini = {
  id: 'gemini',
  label: 'Gemini',
  client: 'Gemini CLI',
  optional: true,
  port: 3212,
  portVariable: 'CLP_GEMINI_PORT',
  document: upstreamsDocument('gemini'),
  maker: { baseUrl: 'https://generativelanguage.googleapis.com', credential: 'apiKey' },
  credentialHeaders: ['x-goog-api-key', 'authorization'],
  credentialParameters: ['key'],
  authorize: bearerAnd('x-goog-api-key'),
  modelInPath,
  usage: geminiUsage,
  answerText,
  dialect: (problem) => ({ contentType: 'application/json', body: JSON.stringify(errorObject(problem)) }),
  // Events have no types; whatever is no error is content.
  stream: {
    errorTypes: ['error'],
    preludeTypes: [],
    errorWords: ['error'],
    isErrorBody: (value) => 'error' in value,
    errorEvent: ({ code, message, requestId }) =>
      `data: ${JSON.stringify(errorObject({ code, status: 502, message, requestId }))}\r\n\r\n`,
  },
  sessionHeaders: [],
  sessionFields: [],
  isSideRequest: (method, path) => method !== 'POST' || /:(count|compute)Tokens$/.test(path),
  probe: (model) => ({
    method: 'POST',
    path: `/v1beta/models/${encodeURIComponent(model)}:generateContent`,
    headers: ['content-type', 'application/json', 'accept', 'application/json'],
    body: JSON.stringify({
      contents: [{ role: 'user', parts: [{ text: 'Reply with the word ok.' }] }],
      generationConfig: { maxOutputTokens: 16 },
    }),
  }),
  probeModels: ['gemini-2.5-flash', 'gemini-2.5-pro'],
  setup: (address) => [`GOOGLE_GEMINI_BASE_URL=${address} GEMINI_API_KEY=- gemini`],
  clientFiles: (address) => [{ file: '~/.gemini/.env', text: `GOOGLE_GEMINI_BASE_URL=${address}\nGEMINI_API_KEY=-` }],
} as const satisfies Service
