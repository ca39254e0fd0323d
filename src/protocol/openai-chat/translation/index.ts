/** Chat Completions, for translation. */
import type { Language } from '../../canonical/language.ts'
import { openChatWriter } from './open-writer.ts'
import { openChatReader, readChatAnswer } from './read-answer.ts'
import { readChatRequest } from './read-request.ts'
import { writeChatAnswer } from './write-answer.ts'
import { writeChatProblem } from './write-problem.ts'
import { writeChatRequest } from './write-request.ts'

export const chatLanguage: Language = {
  readRequest: readChatRequest,
  writeRequest: writeChatRequest,
  readAnswer: readChatAnswer,
  writeAnswer: writeChatAnswer,
  openReader: openChatReader,
  openWriter: openChatWriter,
  writeProblem: writeChatProblem,
}
