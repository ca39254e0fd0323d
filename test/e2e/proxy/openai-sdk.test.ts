/** OpenAI's official SDK through CLP: what an application sees must be what the upstream said. */
import OpenAI, { APIError, APIUserAbortError } from 'openai'
import { describe, expect, test } from 'vitest'
import { sseEvent } from '../../../src/protocol/common/sample-event.ts'
import {
  calls,
  type Item,
  RESPONSES_HEADERS,
  reasons,
  response,
  responseError,
  responseEvents,
  responseFailed,
  responseStream,
  says,
} from '../../../src/protocol/openai-responses/sample-answer.ts'
import { deadScene, type Scene, scene } from '../../kit/clp.ts'
import { controlled, cutAfter, EVENT_STREAM, encode, everyBytes, json, pieces } from '../../kit/replies.ts'

const ASK = { model: 'gpt-5-codex', input: 'Say hi' }

const sdkFor = ({ codexUrl }: Pick<Scene, 'codexUrl'>): OpenAI =>
  new OpenAI({ baseURL: codexUrl, apiKey: '-', maxRetries: 0 })

const ITEMS: readonly Item[] = [
  reasons('Looked at it', 'gAAAAABoISQ24OyVRYbkYfukdJoqdzWT-3uiErHInmnbBkkPn0nY=='),
  says('Hello', ', wörld — ', '漢字🙂'),
  calls('call_12345xyz', 'get_weather', { location: 'Paris, France' }),
]

test('a whole answer, with usage and the upstream’s request id', async () => {
  const here = await scene(json(response({ items: ITEMS, cachedTokens: 9 }), 200, RESPONSES_HEADERS))
  const { data, request_id } = await sdkFor(here).responses.create(ASK).withResponse()
  expect(data.output).toEqual(response({ items: ITEMS })['output'])
  expect(data.output_text).toBe('Hello, wörld — 漢字🙂')
  expect(data.usage?.input_tokens_details.cached_tokens).toBe(9)
  expect(request_id).toBe('req_5f0c2d0cbb6b4b7f9f6d')
})

describe('a stream', () => {
  const whole = responseStream({ items: ITEMS })
  const events = responseEvents({ items: ITEMS })

  test.each([
    ['event by event', events.map((event) => sseEvent(event))],
    ['byte by byte, through every character', everyBytes(whole, 1)],
    ['in pieces of 7 bytes', everyBytes(whole, 7)],
    ['with CRLF', everyBytes(responseStream({ items: ITEMS }, '\r\n'), 11)],
  ])('%s', async (_, chunks) => {
    const here = await scene(pieces(chunks))
    const seen: unknown[] = []
    for await (const event of await sdkFor(here).responses.create({ ...ASK, stream: true })) seen.push(event)
    expect(seen).toEqual(events)
  })

  test.each(['gzip', 'br'] as const)('compressed with %s, cut anywhere', async (coding) => {
    const here = await scene(
      pieces(everyBytes(encode(coding, whole), 13), [...EVENT_STREAM, 'content-encoding', coding]),
    )
    const answer = await sdkFor(here).responses.stream(ASK).finalResponse()
    expect(answer.output_text).toBe('Hello, wörld — 漢字🙂')
  })
})

test('a tool turn carries the call and its output back unchanged', async () => {
  const here = await scene(json(response({ items: [says('18 degrees')] })))
  here.upstream.next(json(response({ items: ITEMS })))
  const sdk = sdkFor(here)
  const first = await sdk.responses.create(ASK)
  const input = [
    { role: 'user' as const, content: 'Say hi' },
    ...first.output,
    { type: 'function_call_output' as const, call_id: 'call_12345xyz', output: '18 °C 漢' },
  ] as OpenAI.Responses.ResponseInput
  const second = await sdk.responses.create({ ...ASK, input })
  expect(second.output_text).toBe('18 degrees')
  expect(JSON.parse((await here.upstream.seen[1]?.body())?.toString() ?? '')).toEqual({ ...ASK, input })
})

describe('errors', () => {
  test.each([
    [400, []],
    [404, []],
    [429, ['retry-after', '17', 'x-ratelimit-reset-requests', '1s']],
    [503, ['retry-after-ms', '300']],
  ])('%i arrives with its words and headers', async (status, headers) => {
    const body = responseError('some_code', 'In the upstream’s own words')
    const here = await scene(json(body, status, headers))
    const failure = (await sdkFor(here)
      .responses.create(ASK)
      .catch((reason: unknown) => reason)) as APIError
    expect(failure).toBeInstanceOf(APIError)
    expect([failure.status, failure.code]).toEqual([status, 'some_code'])
    for (let index = 0; index < headers.length; index += 2) {
      expect(failure.headers?.get(headers[index] ?? '')).toBe(headers[index + 1])
    }
  })

  test('response.failed arrives as it is', async () => {
    const failed = responseFailed('rate_limit_exceeded', 'Too fast')
    const here = await scene(pieces([sseEvent(failed)]))
    const seen: unknown[] = []
    for await (const event of await sdkFor(here).responses.create({ ...ASK, stream: true })) seen.push(event)
    expect(seen).toEqual([failed])
  })

  test.each(['cut', 'reset'] as const)('a stream that is %s fails instead of ending', async (how) => {
    const here = await scene(cutAfter(responseStream({ items: ITEMS }), 900, how))
    const read = async (): Promise<void> => {
      for await (const _ of await sdkFor(here).responses.create({ ...ASK, stream: true }));
    }
    await expect(read()).rejects.toThrow()
  })

  test('our own are objects of the service', async () => {
    const failure = await sdkFor(await deadScene())
      .responses.create(ASK)
      .catch((reason: unknown) => reason)
    expect(failure).toMatchObject({ status: 502, code: 'upstream-unreachable', type: 'server_error' })
  })
})

test('aborting in mid-stream closes the upstream’s connection', async () => {
  const upstream = controlled()
  const here = await scene(upstream.script)
  const leaving = new AbortController()
  const pending = sdkFor(here).responses.create({ ...ASK, stream: true }, { signal: leaving.signal })
  await upstream.started
  await upstream.head()
  await upstream.push(sseEvent(responseEvents({ items: ITEMS })[0] ?? { type: '' }))
  const events = (await pending)[Symbol.asyncIterator]()
  await events.next()
  leaving.abort()
  await upstream.closed
  // The SDK ends an aborted stream, or throws its own error: both are the application's business.
  await events.next().catch((reason: unknown) => expect(reason).toBeInstanceOf(APIUserAbortError))
})

test('five megabytes pass in both directions', async () => {
  const large = '漢字🙂 and more '.repeat(250_000)
  const here = await scene(json(response({ items: [says(large)] })))
  const answer = await sdkFor(here).responses.create({ ...ASK, input: large })
  expect(answer.output_text).toBe(large)
  expect(JSON.parse((await here.upstream.seen[0]?.body())?.toString() ?? '')).toEqual({ ...ASK, input: large })
})
