/** How far the heap may grow between two full collections of garbage. */
import { setFlagsFromString } from 'node:v8'

/** Percent of what lives, added before the next full collection. */
const GROWTH = 200

/**
 * Bodies lie outside of V8's heap but count towards its growth, so that V8's own careful steps let 20 MB of bodies cause a full
 * collection, of a heap in which nothing of them lies: that was half of the cost of a 2 MB request (docs/decisions/0011).
 */
export const letHeapGrow = (): void => setFlagsFromString(`--heap-growing-percent=${GROWTH}`)
