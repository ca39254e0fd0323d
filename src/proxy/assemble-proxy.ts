/** Puts the proxy together over the stores it is given: connection pools, transport, chain. The daemon and the tests both begin here. */
import type { Clock } from '../contract/clock.ts'
import { createIsoTime } from '../contract/iso-time.ts'
import type { OriginContext } from '../edge/origin.ts'
import type { Balances } from '../store/balances/balances.ts'
import { balancingDocument } from '../store/documents/balancing.ts'
import { type AskUpstream, createAskUpstream } from './ask-upstream.ts'
import { type BalancePoller, createBalancePoller } from './balances/balance-poller.ts'
import { lowBalance } from './balances/low-balance.ts'
import { createServe, type Serve, type ServeOptions } from './entrances/http.ts'
import type { ProxyDeps } from './exchange/deps.ts'
import { createOpenExchanges } from './exchange/open-exchanges.ts'
import type { ClientService } from './exchange/service.ts'
import type { Transport } from './exchange/transport.ts'
import { createMasks } from './masking/masks.ts'
import { createProxy } from './proxy.ts'
import { openTransport } from './transports/open-transport.ts'

/** What `assembleProxy` makes by itself, and everybody else gives. */
type Given = Omit<ProxyDeps, 'isoTime' | 'transport' | 'openExchanges' | 'masks' | 'balances'>

export interface ProxyOptions extends Given, Pick<ServeOptions, 'config' | 'addressOf'> {
  /** Absolute path of the key that makes placeholders. */
  readonly maskKey: string
  /** Which web pages may ask. */
  readonly origin: OriginContext
  /** Names the outgoing proxies (`HTTPS_PROXY` and its kin). */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where balances are kept. */
  readonly balances: Balances
  /** Another clock for time-outs on connections than for everything else, so that a test can stop one of the two. */
  readonly transportClock?: Clock
}

export interface AssembledProxy {
  readonly deps: ProxyDeps
  /** Asks one upstream on CLP's own behalf. */
  readonly ask: AskUpstream
  /** Asks for balances. */
  readonly balances: BalancePoller
  /** Answers the requests that come for a service. */
  readonly serve: (service: ClientService) => Serve
  /** Closes connections to upstreams; to be called when no exchange is open any more. */
  readonly close: () => void
}

/** Opens no connection and no port. */
export const assembleProxy = async (options: ProxyOptions): Promise<AssembledProxy> => {
  const {
    config,
    origin,
    addressOf,
    environment,
    maskKey,
    transportClock: clock = options.clock,
    balances,
    ...given
  } = options
  const transport = await openTransport({ clock, environment })
  const masks = createMasks(maskKey, options.clock)
  const poller = balancePoller(options, transport)
  const deps: ProxyDeps = {
    ...given,
    masks,
    isoTime: createIsoTime(),
    transport,
    balances: { of: balances.of, attempted: poller.attempted },
    openExchanges: createOpenExchanges(),
  }
  return {
    deps,
    ask: createAskUpstream(deps),
    balances: poller,
    serve: (service) => createServe({ service, config, deps, chain: createProxy(deps, origin), addressOf }),
    close: transport.close,
  }
}

const balancePoller = (options: ProxyOptions, transport: Transport): BalancePoller => {
  const { clock, random, balances, meters, config, log, bus } = options
  return createBalancePoller({
    transport,
    clock,
    random,
    balances,
    meters,
    floor: () => config.snapshot().get(balancingDocument).options.balanceFloor,
    onLow: (upstream, value) => {
      const message = lowBalance(upstream, value)
      log.warn(upstream.service, message)
      bus.emit({ type: 'notice', timestamp: new Date(clock.now()).toISOString(), code: 'balance-low', message })
    },
  })
}
