/** OpenAI Responses, for translation. */
import type { Language } from '../../canonical/language.ts'
import { openResponsesWriter } from './open-writer.ts'
import { openResponsesReader, readResponsesAnswer } from './read-answer.ts'
import { readResponsesRequest } from './read-request.ts'
import { writeResponsesAnswer } from './write-answer.ts'
import { writeResponsesProblem } from './write-problem.ts'
import { writeResponsesRequest } from './write-request.ts'

export const responsesLanguage: Language = {
  readRequest: readResponsesRequest,
  writeRequest: writeResponsesRequest,
  readAnswer: readResponsesAnswer,
  writeAnswer: writeResponsesAnswer,
  openReader: openResponsesReader,
  openWriter: openResponsesWriter,
  writeProblem: writeResponsesProblem,
}
