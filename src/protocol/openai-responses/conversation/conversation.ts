/** Conversations as they are written in the Responses API. */
import type { ConversationForm } from '../../conversation/conversation.ts'
import { readAnswer, readEvent } from './answer.ts'
import { readRequest } from './request.ts'

export const conversation: ConversationForm = { request: readRequest, event: readEvent, answer: readAnswer }
