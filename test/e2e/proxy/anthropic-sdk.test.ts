/** Anthropic's official SDK through CLP: what an application sees must be what the upstream said. */
import Anthropic, { APIError, APIUserAbortError } from '@anthropic-ai/sdk'
import { describe, expect, test } from 'vitest'
import {
  type Block,
  MESSAGES_HEADERS,
  message,
  messageError,
  messageEvents,
  messageStream,
  text,
  thinking,
  toolUse,
} from '../../../src/protocol/anthropic-messages/sample-answer.ts'
import { sseEvent } from '../../../src/protocol/common/sample-event.ts'
import { deadScene, type Scene, scene } from '../../kit/clp.ts'
import { controlled, cutAfter, EVENT_STREAM, encode, everyBytes, json, pieces } from '../../kit/replies.ts'

const ASK = {
  model: 'claude-sonnet-4-6',
  max_tokens: 1000,
  messages: [{ role: 'user' as const, content: 'Say hi' }],
}

const sdkFor = ({ claudeUrl }: Pick<Scene, 'claudeUrl'>): Anthropic =>
  new Anthropic({ baseURL: claudeUrl, authToken: '-', apiKey: null, maxRetries: 0 })

const BLOCKS: readonly Block[] = [
  thinking('EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds==', 'Let me think', ' about 漢字 🙂'),
  text('Hello', ', wörld — ', '漢字🙂'),
  toolUse('toolu_01A09q90qw90lq917835lq9', 'get_weather', { location: 'San Francisco, CA', unit: 'celsius' }),
]

test('a whole answer, with usage and the upstream’s request id', async () => {
  const here = await scene(json(message({ blocks: BLOCKS, cacheReadTokens: 7 }), 200, MESSAGES_HEADERS))
  const { data, request_id } = await sdkFor(here).messages.create(ASK).withResponse()
  expect(data.content).toMatchObject(message({ blocks: BLOCKS })['content'] as object[])
  expect(data.usage.cache_read_input_tokens).toBe(7)
  expect(request_id).toBe('req_011CSHoEeqs5C35K2UUqR7Fy')
})

describe('a stream', () => {
  const whole = messageStream({ blocks: BLOCKS })
  const final = message({ blocks: BLOCKS })['content'] as object[]

  test.each([
    ['event by event', messageEvents({ blocks: BLOCKS }).map((event) => sseEvent(event))],
    ['byte by byte, through every character', everyBytes(whole, 1)],
    ['in pieces of 7 bytes', everyBytes(whole, 7)],
    ['at once', [whole]],
    ['with CRLF', everyBytes(messageStream({ blocks: BLOCKS }, '\r\n'), 11)],
    ['with comments in between', [': ping\n\n', whole, ': done\n\n']],
  ])('%s', async (_, chunks) => {
    const here = await scene(pieces(chunks))
    const answer = await sdkFor(here).messages.stream(ASK).finalMessage()
    expect(answer.content).toMatchObject(final)
    expect(answer.stop_reason).toBe('tool_use')
    expect(answer.usage.output_tokens).toBe(15)
  })

  test.each(['gzip', 'br', 'deflate'] as const)('compressed with %s, cut anywhere', async (coding) => {
    const chunks = everyBytes(encode(coding, whole), 13)
    const here = await scene(pieces(chunks, [...EVENT_STREAM, 'content-encoding', coding]))
    const answer = await sdkFor(here).messages.stream(ASK).finalMessage()
    expect(answer.content).toMatchObject(final)
  })

  test('hands every event on when it comes, before the next one is there', async () => {
    const upstream = controlled()
    const here = await scene(upstream.script)
    const pending = sdkFor(here).messages.create({ ...ASK, stream: true })
    await upstream.started
    await upstream.head()
    const events = (await pending)[Symbol.asyncIterator]()
    for (const event of messageEvents({ blocks: BLOCKS })) {
      await upstream.push(sseEvent(event))
      expect((await events.next()).value).toEqual(event)
    }
    await upstream.end()
    expect((await events.next()).done).toBe(true)
  })
})

test('a tool turn carries the tool’s result and the signed thinking back unchanged', async () => {
  const here = await scene(json(message({ blocks: [text('18 degrees')] })))
  here.upstream.next(json(message({ blocks: BLOCKS })))
  const sdk = sdkFor(here)
  const tools = [{ name: 'get_weather', input_schema: { type: 'object' as const } }]
  const first = await sdk.messages.create({ ...ASK, tools })
  const result = { type: 'tool_result' as const, tool_use_id: 'toolu_01A09q90qw90lq917835lq9', content: '18 °C 漢' }
  const messages = [
    ...ASK.messages,
    { role: 'assistant' as const, content: first.content },
    { role: 'user' as const, content: [result] },
  ]
  const second = await sdk.messages.create({ ...ASK, tools, messages })
  expect(second.content).toMatchObject([{ type: 'text', text: '18 degrees' }])
  const sent = (await here.upstream.seen[1]?.body())?.toString() ?? ''
  expect(JSON.parse(sent)).toEqual({ ...ASK, tools, messages })
})

describe('errors', () => {
  test.each([
    [400, 'invalid_request_error', []],
    [401, 'authentication_error', []],
    [429, 'rate_limit_error', ['retry-after', '17']],
    [529, 'overloaded_error', ['x-should-retry', 'false']],
  ])('%i arrives with its words and headers', async (status, type, headers) => {
    const error = messageError(type, 'In the upstream’s own words')
    const here = await scene(json(error, status, headers))
    const failure = await sdkFor(here)
      .messages.create(ASK)
      .catch((reason: unknown) => reason)
    expect(failure).toBeInstanceOf(APIError)
    const { status: seen, error: body, headers: got } = failure as APIError
    expect(seen).toBe(status)
    expect(body).toEqual(error)
    for (let index = 0; index < headers.length; index += 2) {
      expect(got?.get(headers[index] ?? '')).toBe(headers[index + 1])
    }
  })

  test('an error event in a stream is thrown by the SDK', async () => {
    const [start = { type: '' }] = messageEvents({ blocks: BLOCKS })
    const here = await scene(pieces([sseEvent(start), sseEvent(messageError('overloaded_error', 'Overloaded'))]))
    const failure = await sdkFor(here)
      .messages.stream(ASK)
      .finalMessage()
      .catch((reason: unknown) => reason)
    expect(String(failure)).toContain('Overloaded')
  })

  test.each(['cut', 'reset'] as const)('a stream that is %s fails instead of ending', async (how) => {
    const here = await scene(cutAfter(messageStream({ blocks: BLOCKS }), 600, how))
    await expect(sdkFor(here).messages.stream(ASK).finalMessage()).rejects.toThrow()
  })

  test('our own are objects of the service', async () => {
    const failure = await sdkFor(await deadScene())
      .messages.create(ASK)
      .catch((reason: unknown) => reason)
    const { status, error } = failure as APIError
    expect(status).toBe(502)
    expect(error).toMatchObject({ type: 'error', error: { type: 'api_error', code: 'upstream-unreachable' } })
  })
})

test('aborting in mid-stream closes the upstream’s connection', async () => {
  const upstream = controlled()
  const here = await scene(upstream.script)
  const stream = sdkFor(here).messages.stream(ASK)
  const failure = stream.finalMessage().catch((reason: unknown) => reason)
  await upstream.started
  await upstream.head()
  await upstream.push(sseEvent(messageEvents({ blocks: BLOCKS })[0] ?? { type: '' }))
  await stream.emitted('streamEvent')
  stream.abort()
  await upstream.closed
  expect(await failure).toBeInstanceOf(APIUserAbortError)
})

test('five megabytes pass in both directions', async () => {
  const large = '漢字🙂 and more '.repeat(250_000)
  const here = await scene(json(message({ blocks: [text(large)] })))
  const asked = { ...ASK, messages: [{ role: 'user' as const, content: large }] }
  const answer = await sdkFor(here).messages.create(asked)
  expect(answer.content[0]).toMatchObject({ type: 'text', text: large })
  expect(JSON.parse((await here.upstream.seen[0]?.body())?.toString() ?? '')).toEqual(asked)
})
