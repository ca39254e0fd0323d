/** The way to upstreams with everything it needs: connection pools, outgoing proxies, time-outs. */
import type { Clock } from '../../contract/clock.ts'
import type { Transport } from '../exchange/transport.ts'
import { createAgents } from './agents.ts'
import { createDeadlines } from './deadlines.ts'
import { createNodeTransport } from './http-transport.ts'

export interface OpenTransportOptions {
  readonly clock: Clock
  /** Names the outgoing proxies (`HTTPS_PROXY` and its kin). */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Opens no connection yet. `close` ends all connections and time-outs. */
export const openTransport = async ({ clock, environment }: OpenTransportOptions): Promise<Transport> => {
  const deadlines = createDeadlines(clock)
  const { egressTo, close } = await createAgents(environment)
  return createNodeTransport({
    clock,
    deadlines,
    egressTo,
    close: () => {
      deadlines.close()
      close()
    },
  })
}
