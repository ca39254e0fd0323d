/** Asks a server for a sign of life, the way CLP's own requests go, and sorts what goes wrong by what a person can do about it. */
import type { Environment } from '../../process/options.ts'
import { type Agents, createAgents } from '../../proxy/transports/agents.ts'
import { openRequest } from '../../proxy/transports/egress.ts'

/** `fault` undefined: it answered, with whatever status. */
export interface Reach {
  readonly fault?: 'dns' | 'refused' | 'timeout' | 'tls' | 'broken'
  /** System code, for example `ENOTFOUND`; empty when it answered. */
  readonly code: string
  /** The server's clock, ms since 1970. */
  readonly date?: number
}

const PATIENCE_MS = 5000

/** `environment` names the outgoing proxies. Never rejects. Sends no credential. */
export const reachUrl = async (address: string, environment: Environment, patienceMs = PATIENCE_MS): Promise<Reach> => {
  const agents = await createAgents(environment)
  try {
    return await ask(new URL(address), agents, patienceMs)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.name : 'unknown')
    return { fault: faultOf(code), code }
  } finally {
    agents.close()
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
      resolve({ code: '', ...(Number.isNaN(date) ? {} : { date }) })
    })
    request.end()
  })

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
