/** Remembers which upstream answered a conversation last. In memory: after a restart the policy's own computation finds most again. */
import type { Upstream } from '../../contract/upstream.ts'

/** Conversations remembered; the one unused for longest goes first. */
const LIMIT = 10_000

export interface Conversations {
  /** Name of the upstream as it is called in `pool` now: one that was renamed meanwhile is known by its address. */
  readonly find: (session: string, pool: readonly Upstream[]) => string | undefined
  readonly remember: (session: string, upstream: Upstream) => void
}

export const createConversations = (): Conversations => {
  const known = new Map<string, Pick<Upstream, 'name' | 'baseUrl'>>()
  return {
    find: (session, pool) => {
      const kept = known.get(session)
      if (kept === undefined || pool.some(({ name }) => name === kept.name)) return kept?.name
      return pool.find(({ baseUrl }) => baseUrl === kept.baseUrl)?.name
    },
    remember: (session, { name, baseUrl }) => {
      const kept = known.get(session)
      // Nothing to learn, and far from forgetting anybody: the order need not be kept either.
      if (kept?.name === name && kept.baseUrl === baseUrl && known.size < LIMIT / 2) return
      // Deleting first moves the entry to the end of the map's order.
      known.delete(session)
      known.set(session, { name, baseUrl })
      const [oldest] = known.size > LIMIT ? known.keys() : []
      if (oldest !== undefined) known.delete(oldest)
    },
  }
}
