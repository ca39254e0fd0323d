/**
 * Messages of one moment leave in one system call. A busy daemon has several events per request; as a write each, one viewer cost a fifth
 * of the main thread (docs/decisions/0030).
 */
import type { Duplex } from 'node:stream'

export interface GatheredWrites {
  /** Call before something is written: it, and what follows, leaves together a moment later. */
  readonly hold: () => void
  /** Lets go at once; for words of farewell, and for sockets that are gone. */
  readonly release: () => void
}

/** How long messages are held, ms: no longer than a page takes to draw. */
const HOLD_MS = 15

export const gatherWrites = (wire: Pick<Duplex, 'cork' | 'uncork'>): GatheredWrites => {
  let timer: NodeJS.Timeout | undefined
  const release = (): void => {
    if (timer === undefined) return
    clearTimeout(timer)
    timer = undefined
    wire.uncork()
  }
  return {
    hold: () => {
      if (timer !== undefined) return
      wire.cork()
      timer = setTimeout(release, HOLD_MS).unref()
    },
    release,
  }
}
