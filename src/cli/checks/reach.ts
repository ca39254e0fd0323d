/** Asks a server for a sign of life, the way CLP's own requests go, and sorts what goes wrong by what a person can do about it. */
import type { IncomingMessage } from 'node:http'
import type { Environment } from '../../process/options.ts'
import { REDIRECTS } from '../../protocol/judge/answer-faults.ts'
import { TransportError } from '../../proxy/exchange/transport.ts'
import { cleanHead } from '../../proxy/observing/answer-head.ts'
import { type Agents, createAgents } from '../../proxy/transports/agents.ts'
import { openRequest } from '../../proxy/transports/egress.ts'

/** `fault` undefined: it answered, with whatever status; `proxy`: no outgoing proxy can be read from the variables. */
export interface Reach {
  readonly fault?: 'proxy' | 'dns' | 'refused' | 'timeout' | 'tls' | 'broken'
  /** System code, for example `ENOTFOUND`; empty when it answered. */
  readonly code: string
  /** The other place to which it sends whoever asks, where it does. */
  readonly redirect?: string
  /** The server's clock, ms since 1970. */
  readonly date?: number
}

const PATIENCE_MS = 5000

/** `environment` names the outgoing proxies. Never rejects. Sends no credential. */
export const reachUrl = async (address: string, environment: Environment, patienceMs = PATIENCE_MS): Promise<Reach> => {
  let agents: Agents | undefined
  try {
    agents = await createAgents(environment)
    return await ask(new URL(address), agents, patienceMs)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.name : 'unknown')
    return { fault: agents === undefined ? 'proxy' : faultOf(code), code }
  } finally {
    agents?.close()
  }
}

const ask = (url: URL, agents: Agents, patienceMs: number): Promise<Reach> =>
  new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(patienceMs)
    const target = url.pathname
    const request = openRequest(agents.egressTo(url), {
      url,
      target,
      method: 'HEAD',
      headers: ['Host', url.host],
      signal,
    })
    request.once('error', (error) => reject(signal.aborted ? Object.assign(error, { code: 'ETIMEDOUT' }) : error))
    request.once('response', (response) => {
      response.resume()
      const date = Date.parse(response.headers.date ?? '')
      const redirect = redirectOf(response, url)
      resolve({
        code: '',
        ...(redirect === undefined ? {} : { redirect }),
        ...(Number.isNaN(date) ? {} : { date }),
      })
    })
    request.end()
  })

/** Judged as the answers to clients are; undefined for an answer that leads nowhere else. */
const redirectOf = ({ statusCode = 0, rawHeaders }: IncomingMessage, { origin, pathname }: URL): string | undefined => {
  const reply = { status: statusCode, statusMessage: '', headers: rawHeaders, body: undefined }
  try {
    cleanHead(reply, { origin, prefix: pathname.replace(/\/+$/, ''), target: pathname, passRedirects: false })
    return undefined
  } catch (error) {
    if (error instanceof TransportError && error.code === REDIRECTS) return error.message
    throw error
  }
}

const FAULTS: Readonly<Record<string, Reach['fault'] & string>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'timeout',
  ENETUNREACH: 'timeout',
}

const faultOf = (code: string): Reach['fault'] & string =>
  FAULTS[code] ?? (/CERT|SSL|TLS|SIGNED|VERIFY|EPROTO/.test(code) ? 'tls' : 'broken')
