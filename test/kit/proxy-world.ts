/** The proxy of both services over real sockets, without the rest of the daemon: records and events are handed to the test. */
import { createServer } from 'node:http'
import { onTestFinished } from 'vitest'
import { systemClock } from '../../src/contract/clock.ts'
import type { LiveEvent } from '../../src/contract/event.ts'
import type { ExchangeRecord } from '../../src/contract/exchange.ts'
import { parseHostRules } from '../../src/edge/host-rules.ts'
import { assembleProxy } from '../../src/proxy/assemble-proxy.ts'
import type { ProxyDeps } from '../../src/proxy/exchange/deps.ts'
import { services } from '../../src/proxy/services/index.ts'
import { createBalances } from '../../src/store/balances/balances.ts'
import { openConfigStore } from '../../src/store/config/config-store.ts'
import { documents } from '../../src/store/documents/index.ts'
import { homeAt } from '../../src/store/files/home.ts'
import type { Health } from '../../src/store/health/health.ts'
import { openHealth } from '../../src/store/health/open-health.ts'
import { createBus } from '../../src/store/live/bus.ts'
import { createMeters, type Meters } from '../../src/store/meters/meters.ts'
import { listen } from './fake-upstream.ts'
import { createTempHome, type HomeDocuments } from './temp-home.ts'

export interface ProxyWorld {
  readonly ports: { readonly claude: number; readonly codex: number }
  readonly health: Health
  readonly meters: Meters
  /** Tells live text from now on, as while somebody looks. */
  readonly wantChunks: () => void
  /** Everything told on the bus so far. */
  readonly events: readonly LiveEvent[]
  /** Records so far, in order of ending. */
  readonly records: readonly ExchangeRecord[]
  /** The nth record (from 1), as soon as it is there. */
  readonly record: (number: number) => Promise<ExchangeRecord>
  /** What the log was told. */
  readonly log: readonly string[]
  /** Writes documents and puts them in force. */
  readonly write: (documents: HomeDocuments) => void
  readonly close: () => Promise<void>
}

export interface ProxyWorldOptions {
  readonly clock?: ProxyDeps['clock']
  readonly random?: () => number
}

export const startProxyWorld = async (
  first: HomeDocuments,
  { clock = systemClock, random = Math.random }: ProxyWorldOptions = {},
): Promise<ProxyWorld> => {
  const home = createTempHome(first)
  const config = openConfigStore({
    home: homeAt(home.root),
    documents,
    upstreamDocuments: new Map(services.map((service) => [service.id, service.document])),
    watch: false,
  })
  const bus = createBus((error) => {
    throw error
  })
  const events: LiveEvent[] = []
  bus.subscribe((event) => events.push(event))
  const log: string[] = []
  const health = openHealth({ file: homeAt(home.root).health, config, clock, bus, onTrouble: (text) => log.push(text) })
  const meters = createMeters({ clock })
  const records: ExchangeRecord[] = []
  const waiting = new Map<number, (record: ExchangeRecord) => void>()
  const proxy = await assembleProxy({
    clock,
    transportClock: systemClock,
    environment: {},
    maskKey: homeAt(home.root).maskKey,
    origin: { rules: parseHostRules(''), uiPort: 0 },
    addressOf: () => '127.0.0.1',
    config,
    bus,
    health,
    meters,
    balances: createBalances(),
    readyState: () => 'ready',
    budgets: { open: () => undefined, settle: () => undefined },
    random,
    access: {
      check: () => ({ kind: 'open' }),
      checkAgain: () => ({ kind: 'open' }),
      required: () => false,
      recognise: () => undefined,
      member: () => ({ kind: 'refused', reason: 'no token' }),
      isKnown: () => false,
      lastUsedAt: () => undefined,
    },
    record: (record, { memory }) => {
      // Tests read the bodies afterwards.
      memory.retain()
      records.push(record)
      waiting.get(records.length)?.(record)
    },
    log: {
      warn: (_service, message) => log.push(message),
      error: (_service, message, cause) => log.push(`${message}: ${String(cause)}`),
    },
  })
  const servers = services.map((service) => createServer(proxy.serve(service)))
  const [claude = 0, codex = 0] = await Promise.all(servers.map(listen))
  return {
    ports: { claude, codex },
    health,
    meters,
    wantChunks: () => {
      bus.wantChunks()
    },
    events,
    records,
    log,
    record: (number) => {
      const there = records[number - 1]
      return there === undefined ? new Promise((resolve) => waiting.set(number, resolve)) : Promise.resolve(there)
    },
    write: (next) => {
      home.write(next)
      config.refresh()
    },
    close: async () => {
      for (const server of servers) server.closeAllConnections()
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
      proxy.close()
      health.close()
      config.close()
      home.remove()
    },
  }
}

/** One for the running test. */
export const proxyWorld = async (first: HomeDocuments, options: ProxyWorldOptions = {}): Promise<ProxyWorld> => {
  const started = await startProxyWorld(first, options)
  onTestFinished(started.close)
  return started
}
