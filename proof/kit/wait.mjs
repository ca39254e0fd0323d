// Waiting, in one place: for a time, and for a condition with a limit that says what did not come.
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Resolves with the first value of `look` that is neither undefined nor false. Throws when it does not come in time. */
export const until = async (look, { what, timeoutMs = 30_000, stepMs = 25 }) => {
  const limit = performance.now() + timeoutMs
  for (;;) {
    const value = await look()
    if (value !== undefined && value !== false) return value
    if (performance.now() > limit) throw new Error(`Waited ${timeoutMs / 1000} s in vain until ${what}`)
    await pause(stepMs)
  }
}
