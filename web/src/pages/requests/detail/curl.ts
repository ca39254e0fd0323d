/** A recorded request as a command line that can be run again. Credentials are never in it: a variable stands in their place. Pure. */
import { headerRows } from './headers.ts'

export interface CurlRequest {
  readonly method: string
  /** Address of the service, path and query. */
  readonly url: string
  readonly headers: readonly string[]
  /** Undefined when it is not text or was cut: then a file stands in its place. */
  readonly body: string | undefined
}

/** Set by curl itself, about one connection only, or kept out because they carried a credential. */
const LEFT_OUT = new Set([
  'host',
  'content-length',
  'connection',
  'accept-encoding',
  'transfer-encoding',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
  'content-encoding',
  'cookie',
  'proxy-authorization',
])
const CREDENTIALS = new Set(['authorization', 'x-api-key', 'x-goog-api-key', 'api-key'])

/** Safe in a POSIX shell whatever the text. */
export const shellQuote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

export const toCurl = ({ method, url, headers, body }: CurlRequest): string => {
  const parts = [`curl -N -X ${shellQuote(method)} ${shellQuote(url)}`]
  let credential = false
  for (const { name, value } of headerRows(headers)) {
    const key = name.toLowerCase()
    if (LEFT_OUT.has(key)) continue
    if (CREDENTIALS.has(key)) {
      if (!credential) parts.push(key === 'authorization' ? '-H "authorization: Bearer $TOKEN"' : `-H "${key}: $TOKEN"`)
      credential = true
    } else parts.push(`-H ${shellQuote(`${key}: ${value}`)}`)
  }
  if (body === undefined) parts.push('--data-binary @body.json')
  else if (body !== '') parts.push(`--data-binary ${shellQuote(body)}`)
  return parts.join(' \\\n  ')
}
