/** Repairs: one, narrow, by the upstream's words, never twice, never for a context that is full. */

import { expect, test } from 'vitest'
import { ask } from '../../../test/kit/translation.ts'
import { RawJson } from '../../codec/json/exact-json.ts'
import { finish } from '../../codec/work/work.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import { packCarrier } from '../canonical/carrier.ts'
import type { Repair } from '../canonical/repair.ts'
import { findRepair } from './find-repair.ts'

const BODY = {
  model: 'm',
  max_tokens: 128_000,
  temperature: 0.5,
  stop_sequences: ['x'],
  stream: true,
  tools: [{ name: 'f', input_schema: { type: 'object', properties: {} } }],
  tool_choice: { type: 'auto', disable_parallel_tool_use: true },
  output_config: { effort: 'high' },
  messages: [{ role: 'user', content: 'x' }],
}

const asked = (to: ProtocolId, repairs: readonly Repair[] = [], body: object = BODY) =>
  ask({ from: 'messages', to, body, profile: { repairs, model: to === 'gemini' ? 'gemini-2.5-pro' : 'm' } })
const found = (to: ProtocolId, error: unknown, status = 400, body: object = BODY) =>
  finish(findRepair(asked(to, [], body).written, status, JSON.stringify({ error })))

/** The same with a turn in which a tool was called after sealed reasoning of an upstream. */
const called = (protocol: ProtocolId, item: object) => ({
  ...BODY,
  messages: [
    { role: 'user', content: 'x' },
    {
      role: 'assistant',
      content: [
        {
          type: 'thinking',
          thinking: '',
          signature: packCarrier({ protocol, item: new RawJson(JSON.stringify(item)) }, 'm'),
        },
        { type: 'tool_use', id: 'c', name: 'f', input: {} },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content: 'y' }] },
  ],
})

test.each([
  ['33: the number of the upstream', { message: 'max_tokens must be less than or equal to `8192`' }, 8192],
  ['a range', { message: 'Invalid max_tokens value, the valid range of max_tokens is [1, 65536]' }, 65_536],
  [
    'the words of Anthropic',
    { message: 'max_tokens: 128000 > 64000, which is the maximum allowed number of output tokens' },
    64_000,
  ],
])('too many tokens, %s', (_name, error, most) => {
  expect(found('chat', error)).toEqual({ kind: 'limit-tokens', most })
  expect(asked('chat', [{ kind: 'limit-tokens', most }]).body.max_tokens).toBe(most)
})

test('too many tokens, no number: the field is left out, which Messages cannot', () => {
  expect(found('chat', { message: 'max_tokens is too large' })).toEqual({ kind: 'omit', parameter: 'max_tokens' })
  expect(asked('chat', [{ kind: 'omit', parameter: 'max_tokens' }]).body).not.toHaveProperty('max_tokens')
  expect(found('messages', { message: 'max_tokens is too large' })).toBeUndefined()
})

test('the other name of the limit', () => {
  const error = {
    message:
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    param: 'max_tokens',
  }
  expect(found('chat', error)).toEqual({ kind: 'rename-max-tokens' })
  expect(asked('chat', [{ kind: 'rename-max-tokens' }]).body).toMatchObject({ max_completion_tokens: 128_000 })
})

test.each([
  [
    'OpenAI',
    { message: "Unknown parameter: 'parallel_tool_calls'.", param: 'parallel_tool_calls' },
    'parallel_tool_calls',
  ],
  ['Mistral', { message: 'body.stream_options: Extra inputs are not permitted' }, 'stream_options'],
  ['a quoted word', { message: 'Unsupported value: "temperature" does not support 0.5' }, 'temperature'],
  ['a word of its own', { message: 'reasoning_effort is not supported by this model' }, 'reasoning_effort'],
])('a parameter that %s does not take is left out', (_name, error, parameter) => {
  expect(found('chat', error, 422)).toEqual({ kind: 'omit', parameter })
  expect(asked('chat', [{ kind: 'omit', parameter: parameter as 'stop' }]).body).not.toHaveProperty(parameter)
})

test('58: reasoning that has to come back', () => {
  const error = { message: 'The `reasoning_content` in the thinking mode must be passed back to the API.' }
  expect(found('chat', error, 400, called('gemini', {}))).toEqual({ kind: 'echo-reasoning' })
  expect(found('chat', error)).toBeUndefined()
})

test('39: a signature that is missing', () => {
  const error = { message: 'Function call is missing a thought_signature in functionCall parts.' }
  expect(found('gemini', error, 400, called('chat', {}))).toEqual({ kind: 'placeholder-signature' })
  expect(found('gemini', error)).toBeUndefined()
})

test.each([
  ['messages', 'messages.1.content.0: Invalid `signature` in `thinking` block'],
  ['responses', 'The encrypted content gAAA could not be verified.'],
  ['responses', 'invalid_encrypted_content'],
] as const)('40: sealed reasoning that %s refuses', (to, message) => {
  expect(found(to, { message }, 400, called(to, { type: 'thinking' }))).toEqual({ kind: 'without-carried' })
  expect(found(to, { message }), 'nothing sealed was sent').toBeUndefined()
})

test.each([
  [
    'a full context',
    {
      message: "This model's maximum context length is 10 tokens, max_tokens must be at most 5",
      code: 'context_length_exceeded',
    },
    400,
  ],
  ['a word that is only spoken of', { message: 'Please stop. The user is unknown.' }, 400],
  ['a parameter that was not sent', { message: "Unknown parameter: 'seed'" }, 400],
  ['any other status', { message: "Unknown parameter: 'temperature'" }, 500],
  ['any other word', { message: 'Invalid image' }, 400],
])('nothing is repaired for %s', (_name, error, status) => {
  expect(found('chat', error, status)).toBeUndefined()
})

test('a word of the tools is no parameter that was sent', () => {
  const tools = [{ name: 'f', input_schema: { type: 'object', properties: { seed: { type: 'string' } } } }]
  expect(found('chat', { message: "Unknown parameter: 'seed'" }, 400, { ...BODY, tools })).toBeUndefined()
})

test('what is named but was not sent hides nothing that was', () => {
  const error = { message: "Unsupported parameters: 'parallel_tool_calls', 'stream_options'" }
  const { tools: _tools, tool_choice: _choice, ...without } = BODY
  expect(found('chat', error, 400, without)).toEqual({ kind: 'omit', parameter: 'stream_options' })
})

test('nothing is repaired twice', () => {
  const repair = { kind: 'limit-tokens', most: 8192 } as const
  const again = finish(
    findRepair(asked('chat', [repair]).written, 400, '{"error":{"message":"max_tokens must be <= 8192"}}'),
  )
  expect(again).toBeUndefined()
})
