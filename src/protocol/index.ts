/** The protocols, by their ids. How to add one stands in CONTRIBUTING.md. */
import type { ProtocolId } from '../contract/protocol.ts'
import { anthropicMessages } from './anthropic-messages/anthropic-messages.ts'
import type { Protocol } from './common/protocol.ts'
import { gemini } from './gemini/gemini.ts'
import { openaiChat } from './openai-chat/openai-chat.ts'
import { openaiResponses } from './openai-responses/openai-responses.ts'

export const protocols: Readonly<Record<ProtocolId, Protocol>> = {
  messages: anthropicMessages,
  responses: openaiResponses,
  chat: openaiChat,
  gemini,
}
