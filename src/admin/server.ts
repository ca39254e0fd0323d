/** The admin server as one thing the daemon can hang on a listener: requests in, upgrades in, everything closed at the end. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { parseAuthority, writeAuthority } from '../edge/host-rules.ts'
import { decideOrigin, decideUiOrigin, type OriginDecision } from '../edge/origin.ts'
import type { Problem } from '../edge/problem.ts'
import { createAdminApp } from './app.ts'
import { createAssets } from './assets.ts'
import type { AdminDeps } from './context/deps.ts'
import { type CallerDecision, createAuthenticator } from './entry/caller.ts'
import { createSignIns } from './entry/sign-ins.ts'
import { errorAnswer, notFound, problemOf } from './http/admin-problem.ts'
import { createHub, type HubOptions } from './live/hub.ts'
import { isLivePath } from './live/live-path.ts'
import type { Observations } from './views/observations.ts'

export interface AdminServer {
  /** For the listener of the UI port. */
  readonly requestListener: (request: IncomingMessage, response: ServerResponse) => void
  /** The same for a test without a socket. */
  readonly fetch: (request: Request) => Response | Promise<Response>
  /** For upgrades on the UI port. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** For upgrades on the port of a service. False when the path is not the live socket's: then the caller answers. */
  readonly upgradeService: (service: string, upgrade: ServiceUpgrade) => boolean
  /** Live sockets open now. */
  readonly viewers: () => number
  readonly close: () => void
}

export interface ServiceUpgrade {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

export type AdminServerOptions = AdminDeps & {
  /** Begun with the daemon; closed with the server. */
  readonly observations: Observations
  readonly hub?: Omit<HubOptions, 'bus' | 'live'>
}

export const createAdminServer = (deps: AdminServerOptions): AdminServer => {
  const signIns = createSignIns(deps.clock)
  const port = (): string => portOf(deps.daemon.ui()[0])
  const authenticator = createAuthenticator({ access: deps.access, signIns, controlKey: deps.daemon.controlKey, port })
  const { traffic, raised } = deps.observations
  let closed = false
  traffic.recall(deps.journal).catch((error: unknown) => {
    // A daemon that ends at once, for example because a port is taken, does not wait for its memories.
    if (!closed) deps.logError('Cannot read the last hour of the log', error)
  })
  const hub = createHub({ bus: deps.bus, live: deps.live, ...deps.hub })
  const assets = createAssets(deps.webRoot)
  const app = createAdminApp({ deps, authenticator, signIns, traffic, raised, assets, ended: hub.recheck })
  const undoConfig = deps.config.subscribe(({ changed }) => {
    if (changed.some(({ document }) => document === 'auth')) hub.recheck()
  })

  const refusalOf = (decision: CallerDecision): Problem | undefined =>
    decision.kind === 'out' ? decision.problem : undefined

  const open = (upgrade: ServiceUpgrade, origin: OriginDecision, service: string | undefined): void => {
    const { request, socket, head } = upgrade
    const query = queryOf(request.url)
    const shown = {
      headers: request.rawHeaders,
      query,
      address: deps.addressOf(request),
      secure: deps.isSecure(request),
    }
    const asked = service ?? 'ui'
    const problem = origin.kind === 'refuse' ? origin.problem : refusalOf(authenticator.admit(shown, asked))
    if (problem !== undefined) {
      refuse(socket, problem)
      return
    }
    // Asked again later, so that a token that is taken away takes the view with it.
    const refusal = (): Problem | undefined => refusalOf(authenticator.admitAgain(shown, asked))
    const chunks = new URLSearchParams(query).get('chunks') !== '0'
    hub.accept(request, socket, { head, chunks, refusal, ...(service === undefined ? {} : { service }) })
  }

  const listener = getRequestListener((request, environment) => app.fetch(request, environment), {
    overrideGlobalObjects: false,
  })
  return {
    requestListener: (request, response) => {
      // The router takes one spelling of an address only; the guard reads the head as it came.
      const host = parseAuthority(request.headers.host ?? '127.0.0.1')
      if (host !== undefined) request.headers.host = writeAuthority(host)
      void listener(request, response)
    },
    fetch: (request) => app.fetch(request),
    upgrade: (request, socket, head) => {
      if (!isLivePath(request.url))
        refuse(socket, notFound({ code: 'live-path-unknown', params: { path: pathOf(request.url) } }))
      else open({ request, socket, head }, decideUiOrigin('GET', request.rawHeaders, deps.hosts), undefined)
    },
    upgradeService: (service, upgrade) => {
      if (!isLivePath(upgrade.request.url)) return false
      const context = { rules: deps.hosts, uiPort: Number(port()), tokenNeeded: deps.access.required(service) }
      open(upgrade, decideOrigin('GET', upgrade.request.rawHeaders, context), service)
      return true
    },
    viewers: hub.viewers,
    close: () => {
      closed = true
      undoConfig()
      hub.close()
      deps.observations.close()
    },
  }
}

const pathOf = (url = '/'): string => url.split('?')[0] ?? ''

const queryOf = (url = '/'): string => {
  const at = url.indexOf('?')
  return at < 0 ? '' : url.slice(at + 1)
}

const portOf = (address = ''): string => {
  const port = URL.canParse(address) ? new URL(address).port : ''
  return port === '' ? '80' : port
}

/** An upgrade that is refused gets an ordinary answer and the connection ends. */
const refuse = (socket: Duplex, error: unknown): void => {
  const problem = problemOf(error)
  const body = JSON.stringify(errorAnswer(problem))
  const extra = problem.headers.flatMap((text, index) =>
    index % 2 === 0 ? [`${text}: ${problem.headers[index + 1]}`] : [],
  )
  socket.end(
    [
      `HTTP/1.1 ${problem.status} Refused`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      ...extra,
      '',
      body,
    ].join('\r\n'),
  )
}
