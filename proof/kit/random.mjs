// Random numbers that a seed brings back, so that a failed proof can be run again.
export const createRandom = (seed) => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    /** 0 ≤ value < 1. */
    next,
    /** A whole number from `low` to `high`, both included. */
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (list) => list[Math.floor(next() * list.length)],
    chance: (share) => next() < share,
    /** Small values are as likely as large ones, by order of magnitude. */
    spread: (low, high) => Math.round(low * (high / low) ** next()),
  }
}

export const seedFrom = (text) => (text === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(text))
