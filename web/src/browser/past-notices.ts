/** The short messages of this page since it was loaded, newest first: they go by quickly. */
export interface Notice {
  readonly tone: 'good' | 'warn' | 'bad' | 'note'
  readonly title: string
  readonly text?: string
}

export interface PastNotice extends Notice {
  /** ms since 1970, by this machine's clock. */
  readonly at: number
  /** Counts up. */
  readonly id: number
}

const MOST = 30

let past: readonly PastNotice[] = []
const listeners = new Set<() => void>()

export const pastNotices = (): readonly PastNotice[] => past

export const remember = (notice: Notice): void => {
  past = [{ ...notice, at: Date.now(), id: (past[0]?.id ?? 0) + 1 }, ...past].slice(0, MOST)
  for (const listener of listeners) listener()
}

/** For `useSyncExternalStore`. */
export const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
