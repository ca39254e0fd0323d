/** Anthropic Messages, for translation. */
import type { Language } from '../../canonical/language.ts'
import { openMessagesWriter } from './open-writer.ts'
import { openMessagesReader, readMessagesAnswer } from './read-answer.ts'
import { readMessagesRequest } from './read-request.ts'
import { writeMessagesAnswer } from './write-answer.ts'
import { writeMessagesProblem } from './write-problem.ts'
import { writeMessagesRequest } from './write-request.ts'

export const messagesLanguage: Language = {
  readRequest: readMessagesRequest,
  writeRequest: writeMessagesRequest,
  readAnswer: readMessagesAnswer,
  writeAnswer: writeMessagesAnswer,
  openReader: openMessagesReader,
  openWriter: openMessagesWriter,
  writeProblem: writeMessagesProblem,
}
