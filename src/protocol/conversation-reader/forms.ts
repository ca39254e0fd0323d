/** The conversations of all protocols. Chat Completions stand before Messages, for only what tells them apart is theirs. */
import { conversation as messages } from '../anthropic-messages/conversation/conversation.ts'
import type { ConversationForm } from '../conversation/conversation.ts'
import { conversation as gemini } from '../gemini/conversation/conversation.ts'
import { conversation as chat } from '../openai-chat/conversation/conversation.ts'
import { conversation as responses } from '../openai-responses/conversation/conversation.ts'

export const FORMS: readonly ConversationForm[] = [chat, messages, responses, gemini]
