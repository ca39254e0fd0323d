/** The protocols between which requests and answers are translated. */
import type { ProtocolId } from '../../contract/protocol.ts'
import { messagesLanguage } from '../anthropic-messages/translation/index.ts'
import type { Language } from '../canonical/language.ts'
import { Refusal } from '../canonical/problem.ts'
import { chatLanguage } from '../openai-chat/translation/index.ts'

const LANGUAGES: ReadonlyMap<ProtocolId, Language> = new Map([
  ['messages', messagesLanguage],
  ['chat', chatLanguage],
])

/** Throws `Refusal` for a protocol that cannot be translated. */
export const languageOf = (protocol: ProtocolId): Language => {
  const language = LANGUAGES.get(protocol)
  if (language === undefined) throw new Refusal(`The protocol ${protocol} cannot be translated`)
  return language
}
