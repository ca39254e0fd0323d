/**
 * Counts exchanges that are not in the books yet, so that an orderly end can wait for them: a cut stream, or counts of a compressed
 * answer that are still being read, become a record a moment after the client's connection is gone.
 */
export interface OpenExchanges {
  /** An exchange begins; call what is returned once, when its record has been handed over. */
  readonly begin: () => () => void
  /** Resolves as soon as no exchange is open. */
  readonly none: () => Promise<void>
}

export const createOpenExchanges = (): OpenExchanges => {
  let open = 0
  let waiting: (() => void)[] = []
  return {
    begin: () => {
      open += 1
      return () => {
        open -= 1
        if (open > 0) return
        for (const resolve of waiting) resolve()
        waiting = []
      }
    },
    none: () => (open === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  }
}
