/** What `bodies.about` tells of each body. */

/**
 * Packing, 1 if truncated, and size in bytes of the whole body as it passed. Packing 2 is an edit of the request body of the same row, and
 * tells how many bytes of that stand before and after it; the others are those of `records/deflating.ts`.
 */
export type BodyAbout = readonly [packing: number, truncated: number, size: number, head?: number, tail?: number]

export const EDITED = 2
