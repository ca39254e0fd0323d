/** What answers of Chat Completions look like, and of Completions before it: https://platform.openai.com/docs/api-reference/chat/object */
import { isChatChunk } from '../common/event-form.ts'
import type { AnswerForm } from '../common/protocol.ts'

export const answers: AnswerForm = { isWhole: isChatChunk }
