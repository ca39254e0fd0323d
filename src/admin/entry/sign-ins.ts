/**
 * Who is signed in. A cookie holds a random id and nothing else; what it stands for lives in memory, so that signing out, removing
 * a token or stopping the daemon ends it at once.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../../contract/clock.ts'
import { Secret } from '../../contract/secret.ts'

export interface SignIns {
  /** Opens a session for a token that was let in. Returns the cookie's value. */
  readonly open: (token: string) => string
  /** The token a cookie stands for; undefined when the session is over or never was. Keeps it alive. */
  readonly token: (id: string) => string | undefined
  readonly close: (id: string) => void
  readonly closeAll: () => void
}

interface Entry {
  readonly token: Secret
  seenAt: number
}

/** A browser that has not been here for this long must sign in again. */
const IDLE_MS = 14 * 24 * 60 * 60 * 1000
/** Bounds what a caller who signs in over and over can make us remember; the one unused for longest goes first. */
const MOST_SESSIONS = 1000

export const createSignIns = (clock: Clock): SignIns => {
  // By digest, in order of last use: a look-up tells nothing about ids by its time, and memory holds nothing that lets anybody in.
  const entries = new Map<string, Entry>()

  const find = (key: string): Entry | undefined => {
    const entry = entries.get(key)
    if (entry === undefined) return undefined
    entries.delete(key)
    if (clock.elapsed() - entry.seenAt > IDLE_MS) return undefined
    entry.seenAt = clock.elapsed()
    entries.set(key, entry)
    return entry
  }

  return {
    open: (token) => {
      const id = randomBytes(32).toString('base64url')
      entries.set(digest(id), { token: new Secret(token), seenAt: clock.elapsed() })
      const [stalest] = entries.keys()
      if (entries.size > MOST_SESSIONS && stalest !== undefined) entries.delete(stalest)
      return id
    },
    token: (id) => find(digest(id))?.token.reveal(),
    close: (id) => {
      entries.delete(digest(id))
    },
    closeAll: () => entries.clear(),
  }
}

const digest = (id: string): string => createHash('sha256').update(id).digest('hex')
