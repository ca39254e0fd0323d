/** Gemini's generateContent, for translation. */
import type { Language } from '../../canonical/language.ts'
import { openGeminiWriter } from './open-writer.ts'
import { openGeminiReader, readGeminiAnswer } from './read-answer.ts'
import { readGeminiRequest } from './read-request.ts'
import { writeGeminiAnswer } from './write-answer.ts'
import { writeGeminiProblem } from './write-problem.ts'
import { writeGeminiRequest } from './write-request.ts'

export const geminiLanguage: Language = {
  readRequest: readGeminiRequest,
  writeRequest: writeGeminiRequest,
  readAnswer: readGeminiAnswer,
  writeAnswer: writeGeminiAnswer,
  openReader: openGeminiReader,
  openWriter: openGeminiWriter,
  writeProblem: writeGeminiProblem,
}
