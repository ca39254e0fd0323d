/** Wires everything once: opens the store, builds a proxy per service and the admin window, starts the listeners; closes in reverse. */
import type { IncomingMessage } from 'node:http'
import { type Clock, systemClock } from '../contract/clock.ts'
import type { ServiceInfo } from '../contract/service.ts'
import type { ProxyDeps } from '../proxy/deps.ts'
import { createDeadlines } from '../proxy/deadlines.ts'
import { createNodeTransport } from '../proxy/node-transport.ts'
import { createProxy } from '../proxy/proxy.ts'
import { createServe } from '../proxy/serve.ts'
import type { Service } from '../proxy/service.ts'
import { services } from '../proxy/services/index.ts'
import { homeAt } from '../store/home.ts'
import { createAgents } from './agents.ts'
import { type Listener, listen } from './listener.ts'
import { createLog, logLevelFrom } from './log.ts'
import { type Environment, type Place, servicePlace, uiPlace } from './options.ts'
import { openStores } from './stores.ts'
import { refuseUpgrade } from './upgrade.ts'

export interface DaemonOptions {
  /** The CLP home, for example `/home/me/.clp`. */
  readonly home: string
  /** Hosts, ports and switches; the process environment when run as a program. */
  readonly environment: Environment
  readonly clock?: Clock
  readonly random?: () => number
}

export interface Daemon {
  readonly services: readonly ServiceInfo[]
  /** Address of the UI and the admin API. */
  readonly ui: string
  /** Ends in-flight requests gracefully: waits for them up to `timeoutMs`, then cuts. Safe to call twice. */
  readonly close: (timeoutMs?: number) => Promise<void>
}
