/** Reads the token counts of one answer while its decoded bytes pass. */
import type { PricedBy, UsageReading } from '../../contract/usage.ts'
import type { UsageDialect } from '../common/usage-dialect.ts'
import { type AnswerMark, UNMARKED } from './answer-mark.ts'
import { mergeMarks, priceMarks } from './price-marks.ts'
import type { FoundUsage } from './usage-find.ts'
import { createFormatReader } from './usage-formats.ts'
import { mergeUsage, type RawUsage } from './usage-shape.ts'

/** Counts with the answer they belong to. */
export interface MarkedReading {
  readonly reading: UsageReading
  readonly answer: AnswerMark
}

export interface UsageReaderOptions {
  /** Value of `content-type`, empty when there is none. */
  readonly contentType: string
  /** Told once why counts may be missing: an event was too large. One sentence, no secrets. */
  readonly onGiveUp?: (reason: string) => void
}

export interface UsageReader {
  /** Takes a chunk of the answer, decoded. Never throws, never waits; holds on to the chunk but does not change it. */
  readonly push: (chunk: Uint8Array) => void
  /** The answer is complete. Undefined when it held no counts. */
  readonly end: () => MarkedReading | undefined
  /** The answer broke off, or could not be decoded further: what was seen so far, marked `partial`. */
  readonly abort: () => MarkedReading | undefined
}

export const createUsageReader = (dialect: UsageDialect, options: UsageReaderOptions): UsageReader => {
  const fold = createFold(dialect, options.onGiveUp)
  const reader = createFormatReader(dialect, options.contentType, fold)
  const finish = (partial: boolean): MarkedReading | undefined => {
    reader.end()
    return fold.reading(partial)
  }
  return { push: reader.push, end: () => finish(false), abort: () => finish(true) }
}

interface Fold {
  readonly found: (usage: FoundUsage) => void
  readonly gaveUp: (reason: string) => void
  readonly reading: (partial: boolean) => MarkedReading | undefined
}

/** Usage is a fold over the objects of an answer: a service may tell its input at the beginning and its output at the end. */
const createFold = (dialect: UsageDialect, onGiveUp: ((reason: string) => void) | undefined): Fold => {
  let raw: RawUsage | undefined
  let mark = UNMARKED
  let incomplete = false
  let beside: PricedBy | undefined
  return {
    found: ({ raw: usage, answer, beside: marks }) => {
      beside = mergeMarks(beside, marks)
      raw = raw === undefined ? usage : mergeUsage(raw, usage)
      mark = { id: answer.id ?? mark.id, finished: answer.finished }
    },
    gaveUp: (reason) => {
      if (!incomplete) onGiveUp?.(`Cannot count the tokens of an answer completely: ${reason}`)
      incomplete = true
    },
    reading: (partial) => {
      if (raw === undefined) return undefined
      const counts = { usage: dialect.read(raw), raw, partial: partial || incomplete }
      const priced = mergeMarks(priceMarks(raw), beside)
      return { reading: priced === undefined ? counts : { ...counts, priced }, answer: mark }
    },
  }
}
