/** What is known of the balances of upstreams, by service and name. One owner: who asks notes it, everybody else reads. */
import type { KnownBalance } from '../../contract/balance.ts'
import type { ServiceId } from '../../contract/service.ts'

export type BalancesByUpstream = ReadonlyMap<ServiceId, ReadonlyMap<string, KnownBalance>>

export interface Balances {
  readonly of: (service: ServiceId, upstream: string) => KnownBalance | undefined
  readonly note: (service: ServiceId, upstream: string, balance: KnownBalance) => void
  /** Keeps only what is known about these upstreams. */
  readonly retain: (service: ServiceId, upstreams: readonly string[]) => void
  readonly rename: (service: ServiceId, from: string, to: string) => void
}

export interface BalancesOptions {
  /** What was known when CLP last ran. */
  readonly known?: BalancesByUpstream
  /** Called at each change. */
  readonly save?: (balances: () => BalancesByUpstream) => void
}

export const createBalances = ({ known = new Map(), save }: BalancesOptions = {}): Balances => {
  const services = new Map([...known].map(([service, upstreams]) => [service, new Map(upstreams)]))
  const changed = (): void => save?.(() => services)
  const ofService = (service: ServiceId): Map<string, KnownBalance> => {
    const upstreams = services.get(service) ?? new Map<string, KnownBalance>()
    services.set(service, upstreams)
    return upstreams
  }
  return {
    of: (service, upstream) => services.get(service)?.get(upstream),
    note: (service, upstream, balance) => {
      ofService(service).set(upstream, balance)
      changed()
    },
    retain: (service, upstreams) => {
      const kept = services.get(service)
      for (const name of [...(kept?.keys() ?? [])]) {
        if (upstreams.includes(name)) continue
        kept?.delete(name)
        changed()
      }
    },
    rename: (service, from, to) => {
      const upstreams = services.get(service)
      const balance = upstreams?.get(from)
      if (upstreams === undefined || balance === undefined) return
      upstreams.delete(from)
      upstreams.set(to, balance)
      changed()
    },
  }
}
