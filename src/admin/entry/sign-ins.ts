/**
 * Who is signed in. A session is two random secrets and nothing else: the id, which a cookie holds, and the page key, which the page keeps
 * for its own origin. What they stand for lives in memory, so that signing out, removing a token or stopping the daemon ends it at once.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../contract/clock.ts'
import { Secret } from '../../contract/secret.ts'

/** Both halves of a session: whoever has only one of them is nobody. */
export interface SessionProof {
  /** The cookie's value. Browsers show it to every port of the host. */
  readonly id: string
  /** Kept and sent by the page itself, so that only its origin ever sees it. */
  readonly pageKey: string
}

export interface SignIns {
  /** Opens a session for a token that was let in. */
  readonly open: (token: string) => SessionProof
  /** The token a session stands for; undefined when it is over or never was, or the two halves do not belong together. Keeps it alive. */
  readonly token: (proof: SessionProof) => string | undefined
  readonly close: (proof: SessionProof) => void
  readonly closeAll: () => void
}

interface Entry {
  readonly token: Secret
  readonly pageKey: Buffer
  seenAt: number
}

/** A browser that has not been here for this long must sign in again. */
const IDLE_MS = 14 * 24 * 60 * 60 * 1000
/** Bounds what a caller who signs in over and over can make us remember; the one unused for longest goes first. */
const MOST_SESSIONS = 1000

export const createSignIns = (clock: Clock): SignIns => {
  // By digest, in order of last use: a look-up tells nothing about ids by its time, and memory holds nothing that lets anybody in.
  const entries = new Map<string, Entry>()

  const find = ({ id, pageKey }: SessionProof): Entry | undefined => {
    const key = idDigest(id)
    const entry = entries.get(key)
    // A stranger who knows the id neither ends the session nor keeps it alive.
    if (entry === undefined || !timingSafeEqual(entry.pageKey, digest(pageKey))) return undefined
    entries.delete(key)
    if (clock.elapsed() - entry.seenAt > IDLE_MS) return undefined
    entry.seenAt = clock.elapsed()
    entries.set(key, entry)
    return entry
  }

  return {
    open: (token) => {
      const proof = { id: randomSecret(), pageKey: randomSecret() }
      entries.set(idDigest(proof.id), {
        token: new Secret(token),
        pageKey: digest(proof.pageKey),
        seenAt: clock.elapsed(),
      })
      const [stalest] = entries.keys()
      if (entries.size > MOST_SESSIONS && stalest !== undefined) entries.delete(stalest)
      return proof
    },
    token: (proof) => find(proof)?.token.reveal(),
    close: (proof) => {
      if (find(proof) !== undefined) entries.delete(idDigest(proof.id))
    },
    closeAll: () => entries.clear(),
  }
}

const randomSecret = (): string => randomBytes(32).toString('base64url')

const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest()

const idDigest = (id: string): string => digest(id).toString('hex')
