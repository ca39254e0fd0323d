/** Conversations as they are written in the Chat Completions API. */
import type { ConversationForm } from '../../conversation/conversation.ts'
import { readEvent } from './answer.ts'
import { readRequest } from './request.ts'

export const conversation: ConversationForm = { request: readRequest, event: readEvent, answer: readEvent }
