/** The text that everything an expression matches holds, for who searches for it in bytes that JSON may have escaped. */
import type { Pattern } from './pattern.ts'

/** Bytes of the shortest one. */
const SHORTEST = 3

/** Undefined where there is none of three bytes that JSON writes in one way only. */
export const fixedText = ({ literal }: Pick<Pattern, 'literal'>): string | undefined =>
  literal !== undefined && Buffer.byteLength(literal) >= SHORTEST && !/["\\/\u0080-\uffff]/.test(literal)
    ? literal
    : undefined
