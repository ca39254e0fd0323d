/** What is an answer and what is none: the same cases for the judge of beginnings and the judge of ends. */
import { describe, expect, it } from 'vitest'
import { bedrockChunk, bedrockException, converseEvent } from '../../../test/kit/aws-messages.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import { message, messageEvents, text } from '../anthropic-messages/sample-answer.ts'
import { sseEvent } from '../common/sample-event.ts'
import { generated } from '../gemini/sample-answer.ts'
import { protocols } from '../index.ts'
import { completion, completionStream } from '../openai-chat/sample-answer.ts'
import { response, responseEvents, says } from '../openai-responses/sample-answer.ts'
import { EndJudge } from './end-judge.ts'
import { judgeStart } from './start-judge.ts'

const JSON_TYPE = 'application/json'
const SSE = 'text/event-stream'
const AWS = 'application/vnd.amazon.eventstream'

const GOOD = messageEvents({ blocks: [text('hé', ' 密')] }).map((event) => sseEvent(event))
const WITHOUT_STOP = GOOD.slice(0, -1).join('')
const RESPONSE = responseEvents({ items: [says('a')] }).map((event) => sseEvent(event))
const CHAT = completionStream({ pieces: ['a', 'b'] })
const ERROR = 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error"}}\n\n'
const DONE = 'data: [DONE]\n\n'
const BEDROCK = [
  bedrockChunk({ type: 'message_start', message: { id: 'msg_1' } }),
  bedrockChunk({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'hi' } }),
]
const CONVERSE = [
  converseEvent('messageStart', { role: 'assistant' }),
  converseEvent('contentBlockDelta', { delta: { text: 'hi' } }),
  converseEvent('messageStop', { stopReason: 'end_turn' }),
]

type Case = readonly [title: string, protocol: ProtocolId, type: string, body: string | Uint8Array]

const judged = (protocol: ProtocolId, contentType: string, body: string | Uint8Array, size: number) => {
  const bytes = Buffer.from(body)
  const end = new EndJudge(protocols[protocol], contentType)
  for (let at = 0; at < bytes.length; at += size) end.push(bytes.subarray(at, at + size))
  return { start: judgeStart({ protocol: protocols[protocol], contentType }, bytes, false), end: end.fault() }
}

describe('an answer', () => {
  it.each<Case>([
    ['a message', 'messages', JSON_TYPE, JSON.stringify(message({ blocks: [text('hi')] }))],
    ['a message without a type', 'messages', '', JSON.stringify(message({ blocks: [text('hi')] }))],
    ['a message behind a mark and blanks', 'messages', JSON_TYPE, '\ufeff \n{"type":"message","content":[]}'],
    ['a message that speaks of errors', 'messages', JSON_TYPE, '{"type":"message","content":[{"text":"error"}]}'],
    ['a text completion', 'messages', JSON_TYPE, '{"completion":" hi","stop_reason":"stop_sequence"}'],
    ['an answer of Converse', 'messages', JSON_TYPE, '{"output":{"message":{"role":"assistant"}},"usage":{}}'],
    ['a stream', 'messages', SSE, GOOD.join('')],
    ['a stream of CRLF', 'messages', SSE, GOOD.join('').replaceAll('\n', '\r\n')],
    ['a stream called JSON', 'messages', JSON_TYPE, GOOD.join('')],
    ['a stream called nothing', 'messages', '', GOOD.join('')],
    ['[DONE] after the end', 'messages', SSE, GOOD.join('') + DONE],
    ['[DONE] instead of the end', 'messages', SSE, WITHOUT_STOP + DONE],
    ['neither, but the reason why the model stopped', 'messages', SSE, WITHOUT_STOP],
    [
      'heartbeats first',
      'messages',
      SSE,
      `${': ping\n\n'.repeat(50)}event: ping\ndata: {"type":"ping"}\n\n${GOOD.join('')}`,
    ],
    ['an event that nobody knows yet', 'messages', SSE, `event: novelty\ndata: {"type":"novelty"}\n\n${GOOD.join('')}`],
    ['frames of Amazon', 'messages', AWS, Buffer.concat([...BEDROCK, bedrockChunk({ type: 'message_stop' })])],
    ['frames of Converse', 'messages', AWS, Buffer.concat(CONVERSE)],
    ['a response', 'responses', JSON_TYPE, JSON.stringify(response({ items: [says('a')] }))],
    ['a response in the background', 'responses', JSON_TYPE, '{"object":"response","status":"queued","error":null}'],
    ['a compaction', 'responses', JSON_TYPE, '{"object":"response.compaction","output":[]}'],
    ['a stream of a response', 'responses', SSE, RESPONSE.join('')],
    [
      'one that ran out of tokens',
      'responses',
      SSE,
      `${RESPONSE[0]}event: response.incomplete\ndata: {"type":"response.incomplete"}\n\n`,
    ],
    [
      'a large last event',
      'responses',
      SSE,
      `${RESPONSE[0]}data: {"type":"response.completed","x":"${'x'.repeat(20_000)}"}\n\n`,
    ],
    ['chunks on the port of Responses', 'responses', SSE, CHAT],
    ['a completion', 'chat', JSON_TYPE, JSON.stringify(completion({ pieces: ['a'] }))],
    ['a stream of a completion', 'chat', SSE, CHAT],
    ['one without its mark', 'chat', SSE, CHAT.replace(DONE, '')],
    ['one that speaks of errors, without its mark', 'chat', SSE, CHAT.replace(DONE, '').replaceAll('"a"', '"error"')],
    [
      'lines of JSON',
      'chat',
      'application/x-ndjson',
      '{"choices":[{"delta":{"content":"a"}}]}\n{"choices":[{"finish_reason":"stop"}]}\n',
    ],
    ['an answer of Gemini', 'gemini', JSON_TYPE, JSON.stringify(generated({ pieces: ['a'] }))],
    ['a stream in one array', 'gemini', JSON_TYPE, '[{"candidates":[]},\n{"candidates":[],"usageMetadata":{}}]'],
    ['Code Assist', 'gemini', JSON_TYPE, '{"response":{"candidates":[]},"traceId":"t"}'],
    ['a prompt that was blocked', 'gemini', SSE, 'data: {"promptFeedback":{"blockReason":"SAFETY"}}\r\n\r\n'],
  ])('is %s', (_title, protocol, type, body) => {
    for (const size of [1, 7, 100_000]) expect(judged(protocol, type, body, size)).toEqual({})
  })

  it.each<readonly [...Case, start: string | undefined, end: string]>([
    [
      'a relay’s own error',
      'messages',
      JSON_TYPE,
      '{"code":500,"success":false}',
      'no-answer-in-200',
      'no-answer-in-200',
    ],
    [
      'the same in Chinese',
      'messages',
      JSON_TYPE,
      '{"code":500,"msg":"服务器繁忙"}',
      'no-answer-in-200',
      'no-answer-in-200',
    ],
    ['plain text', 'messages', 'text/plain', 'Service unavailable', 'no-answer-in-200', 'no-answer-in-200'],
    ['plain text called JSON', 'responses', JSON_TYPE, 'internal error', 'no-answer-in-200', 'no-answer-in-200'],
    ['an empty object', 'messages', JSON_TYPE, '{}', 'no-answer-in-200', 'no-answer-in-200'],
    ['an empty object of Gemini', 'gemini', JSON_TYPE, '{}', 'no-answer-in-200', 'no-answer-in-200'],
    ['null', 'messages', JSON_TYPE, 'null', 'no-answer-in-200', 'no-answer-in-200'],
    ['a number', 'chat', JSON_TYPE, '7', 'no-answer-in-200', 'no-answer-in-200'],
    ['a text in JSON', 'chat', JSON_TYPE, '"ok"', 'no-answer-in-200', 'no-answer-in-200'],
    ['an empty list', 'gemini', JSON_TYPE, '[]', 'no-answer-in-200', 'no-answer-in-200'],
    ['JSON that is none', 'messages', JSON_TYPE, '{"type":"mess', 'no-answer-in-200', 'no-answer-in-200'],
    [
      'an answer of another language',
      'responses',
      JSON_TYPE,
      '{"type":"message","content":[]}',
      'no-answer-in-200',
      'no-answer-in-200',
    ],
    ['an error', 'messages', JSON_TYPE, '{"type":"error","error":{"message":"no"}}', 'error-in-200', 'error-in-200'],
    [
      'an error in escapes',
      'messages',
      JSON_TYPE,
      String.raw`{"\u0065rror":{"message":"no"}}`,
      'error-in-200',
      'error-in-200',
    ],
    ['an error called a stream', 'messages', SSE, '{"error":{"message":"no"}}', 'error-in-200', 'error-in-200'],
    ['an error of Gemini in a list', 'gemini', JSON_TYPE, '[{"error":{"code":429}}]', 'error-in-200', 'error-in-200'],
    ['a web page', 'messages', 'text/html', '<!doctype html><p>Login', 'web-page-in-200', 'web-page-in-200'],
    ['a web page called JSON', 'messages', JSON_TYPE, '\n<html>', 'web-page-in-200', 'web-page-in-200'],
    ['nothing', 'messages', JSON_TYPE, '', 'empty-200', 'empty-200'],
    ['blanks', 'messages', SSE, '\n\n\n', 'empty-200', 'empty-200'],
    ['only [DONE]', 'messages', SSE, DONE, 'empty-200', 'empty-200'],
    ['only [DONE] of Chat', 'chat', SSE, `: hello\n\n${DONE}`, 'empty-200', 'empty-200'],
    ['only comments', 'responses', SSE, ': a\n\n: b\n\n', 'empty-200', 'empty-200'],
    ['data that is no answer', 'messages', SSE, 'data: {"code":500,"success":false}\n\n', 'empty-200', 'empty-200'],
    ['words in a stream', 'chat', SSE, 'data: 服务器繁忙\n\ndata: [DONE]\n\n', 'empty-200', 'empty-200'],
    ['an error event first', 'messages', SSE, GOOD[0] + ERROR, 'error-event-first', 'error-event'],
    ['an error event called JSON', 'messages', JSON_TYPE, ERROR, 'error-event-first', 'error-event'],
    ['an error event called nothing', 'messages', '', ERROR, 'error-event-first', 'error-event'],
    [
      'an error event called plain text',
      'responses',
      'text/plain',
      'data: {"type":"response.failed"}\n\n',
      'error-event-first',
      'error-event',
    ],
    [
      'an error without a name',
      'chat',
      SSE,
      'data: {"error":{"message":"no"}}\n\n',
      'error-event-first',
      'error-event',
    ],
    [
      'an error under the name of none',
      'chat',
      SSE,
      'event: message\ndata: {"error":{"message":"no"}}\n\n',
      'error-event-first',
      'error-event',
    ],
    [
      'an error under another name',
      'messages',
      SSE,
      'event: failure\ndata: {"type":"error"}\n\n',
      'error-event-first',
      'error-event',
    ],
    ['a prelude alone', 'messages', SSE, GOOD[0] ?? '', 'cut-before-content', 'no-terminal-event'],
    ['an error after content', 'messages', SSE, GOOD.slice(0, 4).join('') + ERROR, undefined, 'error-event'],
    ['a stream without its end', 'messages', SSE, GOOD.slice(0, 4).join(''), undefined, 'no-terminal-event'],
    [
      'one within an event',
      'messages',
      SSE,
      `${GOOD.slice(0, 4).join('')}event: content_block_de`,
      undefined,
      'no-terminal-event',
    ],
    ['a response without its end', 'responses', SSE, RESPONSE.slice(0, -1).join(''), undefined, 'no-terminal-event'],
    [
      'Gemini without its end',
      'gemini',
      SSE,
      'data: {"candidates":[{"content":{}}]}\r\n\r\n',
      undefined,
      'no-terminal-event',
    ],
    [
      'words about an end',
      'messages',
      SSE,
      `${GOOD.slice(0, 3).join('')}data: ${JSON.stringify({ type: 'x', text: '"message_stop"' })}\n\n`,
      undefined,
      'no-terminal-event',
    ],
    ['frames without an end', 'messages', AWS, Buffer.concat(BEDROCK), undefined, 'no-terminal-event'],
    [
      'an exception of Amazon',
      'messages',
      AWS,
      bedrockException('throttlingException', 'slow down'),
      'error-event-first',
      'error-event',
    ],
  ])('is not %s', (_title, protocol, type, body, start, end) => {
    for (const size of [1, 7, 100_000]) expect(judged(protocol, type, body, size)).toEqual({ start, end })
  })
})
