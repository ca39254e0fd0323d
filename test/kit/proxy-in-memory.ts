/** The whole chain in memory: requests come in by the internal entrance, attempts go out to a scripted wire. */
import type { RawHeaders } from '../../src/contract/exchange.ts'
import { parseHostRules } from '../../src/edge/host-rules.ts'
import type { Reply } from '../../src/edge/reply.ts'
import { arriveInternally } from '../../src/proxy/entrances/internal.ts'
import { ClientSignal } from '../../src/proxy/exchange/client-signal.ts'
import { createProxy } from '../../src/proxy/proxy.ts'
import { claude } from '../../src/proxy/services/claude.ts'
import { type RequestParts, snapshotOf } from './exchange.ts'
import { type DepsParts, type MemoryDeps, memoryDeps } from './proxy-deps.ts'

export interface MemoryRequest {
  readonly method?: string
  readonly path?: string
  /** Raw, without `?`. */
  readonly query?: string
  readonly headers?: RawHeaders
  readonly body?: string | Uint8Array
  readonly signal?: ClientSignal
}

export interface MemoryProxy extends MemoryDeps {
  readonly ask: (request?: MemoryRequest) => Promise<Reply>
}

type Parts = DepsParts & Pick<RequestParts, 'service' | 'pool' | 'values' | 'unusable'>

/** Documents stay as they are given: every request sees the same snapshot, as between two changes of a file. */
export const proxyInMemory = (parts: Parts): MemoryProxy => {
  const world = memoryDeps(parts)
  const chain = createProxy(world.deps, { rules: parseHostRules(''), uiPort: 0 })
  const snapshot = snapshotOf(parts)
  const { service = claude } = parts
  return {
    ...world,
    ask: async ({
      method = 'POST',
      path = '/v1/messages',
      query = '',
      headers = [],
      body = '{"model":"m"}',
      signal,
    } = {}) =>
      chain(
        arriveInternally({
          service,
          snapshot,
          clock: world.clock,
          method,
          path,
          query,
          headers,
          body,
          signal: signal ?? new ClientSignal(),
        }),
      ),
  }
}
