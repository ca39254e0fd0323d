import { expect, test } from 'vitest'
import { ask } from '../../../test/kit/translation.ts'
import { finish } from '../../codec/work/work.ts'
import { countRequest, estimateTokens, readCount, writeCount } from './count.ts'

const BODY = {
  model: 'asked',
  max_tokens: 9,
  system: 'sys',
  tools: [{ name: 'f', input_schema: { type: 'object', properties: {} } }],
  messages: [{ role: 'user', content: 'x' }],
}

test('73: asks the upstream in its own way, only for what is counted, and a chat upstream not at all', () => {
  const asked = (to: 'responses' | 'chat' | 'gemini') =>
    finish(countRequest(ask({ from: 'messages', to, body: BODY }).written))
  expect(asked('chat')).toBeUndefined()
  expect(asked('responses')?.path).toBe('/responses/input_tokens')
  expect(Object.keys(JSON.parse(asked('responses')?.body ?? ''))).toEqual(['model', 'instructions', 'input', 'tools'])
  expect(asked('gemini')?.path).toBe('/models/upstream-model:countTokens')
  expect(Object.keys(JSON.parse(asked('gemini')?.body ?? '').generateContentRequest)).toEqual([
    'model',
    'contents',
    'systemInstruction',
    'tools',
  ])
  const chat = ask({ from: 'chat', to: 'messages', body: { model: 'm', messages: [{ role: 'user', content: 'x' }] } })
  expect(Object.keys(JSON.parse(finish(countRequest(chat.written))?.body ?? ''))).toEqual(['model', 'messages'])
})

test('reads every form and writes the client’s', () => {
  expect([readCount('{"input_tokens":7}'), readCount('{"totalTokens":7}'), readCount('<html>')]).toEqual([
    7,
    7,
    undefined,
  ])
  expect([writeCount('messages', 7), writeCount('gemini', 7)]).toEqual(['{"input_tokens":7}', '{"totalTokens":7}'])
})

test('estimates by bytes, images and messages', () => {
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(9000) } }
  const asked = (messages: unknown[]) =>
    estimateTokens(ask({ from: 'messages', to: 'chat', body: { model: 'm', max_tokens: 1, messages } }).read.generation)
  expect(asked([{ role: 'user', content: 'x'.repeat(36) }])).toBe(18)
  expect(asked([{ role: 'user', content: [image] }])).toBe(1608)
})
