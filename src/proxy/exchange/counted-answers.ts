/**
 * Which answers have been counted. Clients fetch an answer that was made in the background, or that is stored, as often as they like, and
 * every time it tells its tokens. In memory: after a restart one that is fetched again may be counted again.
 */
import type { UsageReading } from '../../contract/usage.ts'
import type { MarkedReading } from '../../protocol/usage/usage-reader.ts'

/** Answers remembered; the oldest goes first. */
const LIMIT = 10_000

export interface CountedAnswers {
  /**
   * What is to be counted. A question has always caused what its answer tells; what any other request fetches counts at its first finished
   * reading, unless the question itself was counted.
   */
  readonly take: (marked: MarkedReading | undefined, isQuestion: boolean) => UsageReading | undefined
}

export const createCountedAnswers = (): CountedAnswers => {
  const known = new Set<string>()
  const remember = (id: string): void => {
    known.add(id)
    const [oldest] = known.size > LIMIT ? known : []
    if (oldest !== undefined) known.delete(oldest)
  }
  return {
    take: (marked, isQuestion) => {
      if (marked === undefined) return undefined
      const { reading, answer } = marked
      if (!isQuestion && (!answer.finished || (answer.id !== undefined && known.has(answer.id)))) return undefined
      if (answer.finished && answer.id !== undefined) remember(answer.id)
      return reading
    },
  }
}
