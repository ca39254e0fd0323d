/** All that translation needs of one protocol. Nothing in it knows another protocol. */
import type { OpenReader, ReadAnswer } from './answer-reader.ts'
import type { OpenWriter } from './answer-sink.ts'
import type { ProblemWriter } from './problem-writer.ts'
import type { RequestReader, RequestWriter } from './request-translation.ts'
import type { AnswerWriter } from './whole-answer.ts'

export interface Language {
  readonly readRequest: RequestReader
  readonly writeRequest: RequestWriter
  readonly readAnswer: ReadAnswer
  readonly writeAnswer: AnswerWriter
  readonly openReader: OpenReader
  readonly openWriter: OpenWriter
  readonly writeProblem: ProblemWriter
}
