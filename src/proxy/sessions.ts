/** Remembers which upstream answered a conversation last. In memory: after a restart the policy's own computation finds most again. */

/** Conversations remembered; the one unused for longest goes first. */
const LIMIT = 10_000

export interface Sessions {
  readonly find: (session: string) => string | undefined
  readonly remember: (session: string, upstream: string) => void
}

export const createSessions = (): Sessions => {
  const known = new Map<string, string>()
  return {
    find: (session) => known.get(session),
    remember: (session, upstream) => {
      // Deleting first moves the entry to the end of the map's order.
      known.delete(session)
      known.set(session, upstream)
      const [oldest] = known.size > LIMIT ? known.keys() : []
      if (oldest !== undefined) known.delete(oldest)
    },
  }
}
