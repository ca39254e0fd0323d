/** The protocols between which requests and answers are translated. */
import type { ProtocolId } from '../../contract/protocol.ts'
import { messagesLanguage } from '../anthropic-messages/translation/index.ts'
import type { Language } from '../canonical/language.ts'
import { geminiLanguage } from '../gemini/translation/index.ts'
import { chatLanguage } from '../openai-chat/translation/index.ts'
import { responsesLanguage } from '../openai-responses/translation/index.ts'

export const LANGUAGES: Readonly<Record<ProtocolId, Language>> = {
  messages: messagesLanguage,
  responses: responsesLanguage,
  chat: chatLanguage,
  gemini: geminiLanguage,
}
