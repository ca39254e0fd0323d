/** The parts of a running daemon, built bottom up, and taken down in reverse. */
import type { Worker } from 'node:worker_threads'
import type { AdminServer } from '../../admin/server.ts'
import { type Clock, systemClock } from '../../contract/clock.ts'
import { createIsoTime } from '../../contract/iso-time.ts'
import type { ServiceInfo } from '../../contract/service.ts'
import { clientAddress } from '../../edge/client-address.ts'
import type { HostRules } from '../../edge/host-rules.ts'
import { createLog, type DaemonLog, logLevelFrom } from '../../process/log.ts'
import { type Environment, type Place, servicePlace, uiPlace } from '../../process/options.ts'
import { createServe } from '../../proxy/entrances/serve.ts'
import type { ProxyDeps } from '../../proxy/exchange/deps.ts'
import { createOpenExchanges } from '../../proxy/exchange/open-exchanges.ts'
import type { Service } from '../../proxy/exchange/service.ts'
import { createProxy } from '../../proxy/proxy.ts'
import { services as shelf } from '../../proxy/services/index.ts'
import { createAgents } from '../../proxy/transports/agents.ts'
import { createDeadlines } from '../../proxy/transports/deadlines.ts'
import type { Way } from '../../proxy/transports/egress.ts'
import { createNodeTransport } from '../../proxy/transports/http-transport.ts'
import { accessDocument } from '../../store/documents/access.ts'
import { type Home, homeAt } from '../../store/files/home.ts'
import { checkDoor, type DoorPlace, type DoorSettings, exposedServices, readDoor } from '../listening/exposure.ts'
import { type Listener, type ListenerOptions, listen } from '../listening/listener.ts'
import type { SocketHandle, SocketPlace } from '../listening/shared-socket.ts'
import { serveUpgrade } from '../listening/upgrade.ts'
import { servicesInUse } from './services-in-use.ts'
import { openStores, type Stores } from './stores.ts'

export interface PartsOptions {
  readonly home: string
  readonly environment: Environment
  readonly clock?: Clock
  readonly random?: () => number
  /** The thread that writes the log, when it was started before there was a store. */
  readonly writerThread?: Worker | undefined
  readonly inherited?: (place: SocketPlace) => SocketHandle | undefined
}

/** A listener, and the place it was opened for. */
export interface OpenPlace {
  readonly place: SocketPlace
  readonly listener: Listener
}

export interface Parts {
  readonly home: Home
  readonly clock: Clock
  /** The services of the shelf that run here. */
  readonly services: readonly Service[]
  readonly log: DaemonLog
  readonly stores: Stores
  readonly deps: ProxyDeps
  readonly door: DoorSettings
  /** What proxies need to know about our own pages; the port is known once the window is open. */
  readonly origin: { rules: HostRules; uiPort: number }
  readonly wayTo: (url: URL) => Way
  readonly listeners: OpenPlace[]
  /** A listening socket that was handed over for this place. */
  readonly inherited: (place: SocketPlace) => SocketHandle | undefined
  /** Services that listen by now. */
  readonly running: ServiceInfo[]
  /** Address of the UI, once it listens. */
  ui: string | undefined
  /** Every place we are about to listen. */
  readonly places: readonly DoorPlace[]
  /** What must be closed after the listeners and before the stores, in reverse order of opening. */
  readonly closers: (() => void | Promise<void>)[]
}

export const assemble = async (options: PartsOptions): Promise<Parts> => {
  const clock = options.clock ?? systemClock
  const home = homeAt(options.home)
  const door = readDoor(options.environment)
  const services = servicesInUse(shelf, { home, environment: options.environment })
  const places = doorPlaces(options.environment, services)
  const log = createLog(home.run, logLevelFrom(options.environment['CLP_LOG_LEVEL']))
  const stores = await openStores({
    home,
    clock,
    services,
    log,
    exposed: exposedServices(places, door),
    writerThread: options.writerThread,
  })
  const deadlines = createDeadlines(clock)
  const agents = await createAgents(options.environment)
  const transport = createNodeTransport({ clock, deadlines, wayTo: agents.wayTo, close: agents.close })
  const deps: ProxyDeps = {
    clock,
    isoTime: createIsoTime(),
    bus: stores.bus,
    health: stores.health,
    access: stores.access,
    transport,
    record: stores.records.journal.append,
    openExchanges: createOpenExchanges(),
    log: {
      warn: (service, message) => log.write('warn', service, message),
      error: (service, message, cause) => log.write('error', service, message, cause),
    },
    random: options.random ?? Math.random,
  }
  const origin = { rules: door.rules, uiPort: uiPlace(options.environment).port }
  return {
    home,
    clock,
    services,
    log,
    stores,
    deps,
    door,
    origin,
    wayTo: agents.wayTo,
    listeners: [],
    inherited: options.inherited ?? (() => undefined),
    running: [],
    ui: undefined,
    places,
    closers: [transport.close, deadlines.close],
  }
}

/** Every place we are about to listen, as the door sees it. */
const doorPlaces = (environment: Environment, services: readonly Service[]): readonly DoorPlace[] => [
  { service: 'ui', ...uiPlace(environment) },
  ...services.map((service) => ({ service: service.id, ...servicePlace(environment, service) })),
]

/** Opens the port of every service, if it may be open at all. Throws `StartFailure` when one cannot be had. */
export const openServices = async (
  parts: Parts,
  environment: Environment,
  window: Pick<AdminServer, 'upgradeService'>,
): Promise<readonly ServiceInfo[]> => {
  const accessOn = parts.stores.config.snapshot().get(accessDocument).enabled
  const open = checkDoor(parts.places, parts.deps.access, { allowOpen: parts.door.allowOpen, accessOn })
  for (const { service, host } of open)
    parts.log.write('warn', service, `Listens on ${host} without asking for a token`)
  for (const service of parts.services) {
    parts.running.push(await openService(parts, servicePlace(environment, service), { service, window }))
  }
  return parts.running
}

interface Opening {
  readonly service: Service
  readonly window: Pick<AdminServer, 'upgradeService'>
}

const openService = async (parts: Parts, place: Place, { service, window }: Opening): Promise<ServiceInfo> => {
  const serve = createServe({
    service,
    config: parts.stores.config,
    deps: parts.deps,
    chain: createProxy(parts.deps),
    origin: parts.origin,
    addressOf: (request) => clientAddress(request.socket.remoteAddress ?? '', request.rawHeaders, parts.door.trusted),
  })
  const listener = await openListener(parts, service.id, {
    name: service.label,
    host: place.host,
    port: place.port,
    variable: place.portVariable,
    request: serve,
    upgrade: (request, socket, head) => {
      if (!window.upgradeService(service.id, { request, socket, head })) serveUpgrade(serve, request, socket)
    },
  })
  const { id, label, client } = service
  return { id, label, client, address: listener.address, port: listener.port }
}

/** Opens a port, or goes on with the socket that was handed over for it. Throws `StartFailure` when it cannot be had. */
export const openListener = async (
  parts: Pick<Parts, 'listeners' | 'inherited'>,
  name: string,
  options: ListenerOptions,
): Promise<Listener> => {
  const place = { name, host: options.host, port: options.port }
  const listener = await listen({ ...options, inherited: parts.inherited(place) })
  parts.listeners.push({ place, listener })
  return listener
}

/** Drains the listeners, then closes everything in reverse order of opening. */
export const closeParts = async (parts: Parts, timeoutMs: number): Promise<void> => {
  await Promise.all(parts.listeners.map(({ listener }) => listener.close(timeoutMs)))
  await bookKeeping(parts)
  for (const close of [...parts.closers].reverse()) await close()
  await parts.stores.close()
  await parts.log.close()
}

/** How long the last exchanges may take to come into the books once nobody waits for their answers, in ms. */
const BOOK_KEEPING_MS = 5000

/** A connection that was cut is told to its exchange a moment later, and only then there is a record to keep. */
const bookKeeping = async ({ deps }: Parts): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, BOOK_KEEPING_MS)
  })
  await Promise.race([deps.openExchanges.none(), enough])
  clearTimeout(timer)
}
