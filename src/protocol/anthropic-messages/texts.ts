/** Where texts stand in requests and answers of the Messages API: https://docs.anthropic.com/en/api/messages, /messages-streaming */

import { isObject } from '../../codec/json/is-object.ts'
import { ALL_END, NO_DELTAS, NO_ENDS, textAtOf } from '../common/answer-texts.ts'
import { requestTexts } from '../common/request-texts.ts'
import type { AnswerTexts } from '../common/text-forms.ts'

const BLOCK = ['type', 'id', 'tool_use_id', 'name', 'server_name', 'cache_control.**']
const SOURCE = ['source.type', 'source.media_type', 'source.file_id']

const below = (way: string, names: readonly string[]): readonly string[] => names.map((name) => `${way}.${name}`)

export const requestTextsOfMessages = requestTexts({
  roots: ['requests.*.params'],
  own: [
    'model',
    'service_tier',
    'container',
    'container.id',
    'anthropic_version',
    'thinking.**',
    'tool_choice.**',
    'context_management.**',
    'cache_control.**',
    'messages.*.role',
    ...below('messages.*.content.*', [...BLOCK, ...SOURCE]),
    ...below('messages.*.content.*.content.*', [...BLOCK, ...SOURCE]),
    'messages.*.content.*.content.type',
    ...below('system.*', ['type', 'cache_control.**']),
    ...below('tools.*', ['type', 'name', 'cache_control.**']),
    ...below('mcp_servers.*', ['type', 'name', 'authorization_token']),
  ],
  free: ['messages.*.content.*.input'],
  json: [],
})

const TEXT: Readonly<Record<string, { readonly member: string; readonly isJson: boolean }>> = {
  text_delta: { member: 'text', isJson: false },
  input_json_delta: { member: 'partial_json', isJson: true },
}

export const answerTextsOfMessages: AnswerTexts = {
  deltas: (event) => {
    const { type, index, delta, content_block: block } = event
    if (type === 'content_block_delta' && isObject(delta)) {
      const text = TEXT[String(delta['type'])]
      return text === undefined || typeof delta[text.member] !== 'string'
        ? NO_DELTAS
        : [{ path: ['delta', text.member], block: `${index}.`, isJson: text.isJson }]
    }
    // Some relays send the beginning of a text with the block.
    return type === 'content_block_start' && isObject(block) && block['type'] === 'text' && block['text'] !== ''
      ? [{ path: ['content_block', 'text'], block: `${index}.`, isJson: false }]
      : NO_DELTAS
  },
  ends: ({ type, index }) => {
    if (type === 'content_block_stop') return [`${index}.`]
    return type === 'message_delta' || type === 'message_stop' || type === 'error' ? ALL_END : NO_ENDS
  },
  textAt: textAtOf({
    apart: ['thinking', 'redacted_thinking', 'thinking_delta', 'signature_delta', 'citations_delta', 'compaction'],
    free: ['input'],
    json: [],
  }),
}
