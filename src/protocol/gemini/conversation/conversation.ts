/** Conversations as they are written in the Gemini API. */
import type { ConversationForm } from '../../conversation/conversation.ts'
import { readEvent } from './answer.ts'
import { readRequest } from './request.ts'

export const conversation: ConversationForm = { request: readRequest, event: readEvent, answer: readEvent }
