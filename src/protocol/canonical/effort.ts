/** How hard a model is to think: in words, and in tokens where a protocol knows only a budget. One table for all directions. */

export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const
export type Effort = (typeof EFFORTS)[number]

const BUDGETS: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: 1024,
  low: 2048,
  medium: 8192,
  high: 24_576,
  xhigh: 32_768,
  max: 64_000,
}

/** The largest budget, in tokens, that still counts as the effort. */
const UP_TO: readonly (readonly [number, Effort])[] = [
  [0, 'none'],
  [1024, 'minimal'],
  [4096, 'low'],
  [16_384, 'medium'],
  [28_672, 'high'],
  [49_152, 'xhigh'],
]

/** Tokens to think with. */
export const budgetOf = (effort: Effort): number => BUDGETS[effort]

export const effortOf = (budget: number): Effort => UP_TO.find(([limit]) => budget <= limit)?.[1] ?? 'max'

/** The effort a client wrote: a word, or a budget in tokens (Codex 0.160 sends whole numbers). A word nobody knows is the highest. */
export const readEffort = (written: string | number | undefined): Effort | undefined => {
  if (written === undefined || written === '') return undefined
  if (typeof written === 'number') return effortOf(written)
  return EFFORTS.find((effort) => effort === written) ?? 'max'
}

/** The nearest effort of `offered`, which is ascending: the same, else the next higher, else the highest. */
export const nearestEffort = (effort: Effort, offered: readonly Effort[]): Effort => {
  const wanted = EFFORTS.indexOf(effort)
  return offered.find((one) => EFFORTS.indexOf(one) >= wanted) ?? offered.at(-1) ?? effort
}
