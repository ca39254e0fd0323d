/** How a protocol tells its clients of a problem before any of the answer was sent. */
import type { UpstreamProblem } from './problem.ts'

export interface WrittenProblem {
  readonly status: number
  /** A JSON value. */
  readonly body: unknown
}

export type ProblemWriter = (problem: UpstreamProblem) => WrittenProblem
