/** Google's own SDK at upstreams of other protocols: what it makes of the answers, and strict servers of what they are asked. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { ProtocolId } from '../../src/contract/protocol.ts'
import { clp, upstream } from '../kit/clp.ts'
import type { Any } from '../kit/conversation.ts'
import { controlled, json } from '../kit/replies.ts'
import { strictServer } from '../kit/strict-server.ts'
import { entry } from '../kit/temp-home.ts'
import { geminiSdk, installClients } from './client-programs.ts'
import { COMPLAINT, calls, PICTURE, pictureIn, SECRET, says, told, WHY } from './strict-turns.ts'

/** The module; its types are not installed with CLP. */
let google: Any

beforeAll(async () => {
  installClients()
  google = await import(geminiSdk())
})

const model = 'some-model'
const SCHEMA = { type: 'object', properties: { path: { type: 'string' } } }
const config = {
  systemInstruction: 'Be short',
  thinkingConfig: { includeThoughts: true },
  tools: [{ functionDeclarations: [{ name: 'Read', description: 'Reads', parametersJsonSchema: SCHEMA }] }],
}

/** The SDK, pointed at a CLP whose upstream speaks another protocol. */
const sdkAt = async (protocol: ProtocolId, url: string): Promise<Any> => {
  const { urlOf } = await clp({ gemini: { main: entry(url, { protocol }) } })
  return new google.GoogleGenAI({ apiKey: 'mine', vertexai: false, httpOptions: { baseUrl: urlOf('gemini') } })
}

const partsOf = async (stream: AsyncIterable<Any>): Promise<readonly Any[]> => {
  const parts: Any[] = []
  for await (const { candidates } of stream) parts.push(...(candidates?.[0]?.content?.parts ?? []))
  return parts
}

const wordsIn = (parts: readonly Any[], thought = false): string =>
  parts.map((part) => ((part.thought ?? false) === thought ? (part.text ?? '') : '')).join('')

describe.each(['messages', 'chat', 'responses'] as const)('@google/genai at an upstream of %s', (protocol) => {
  test('a plain turn', async () => {
    const { behind, faults, asked } = await strictServer(protocol, [[WHY, says('Grüße — 漢字🙂')]])
    const sdk = await sdkAt(protocol, behind.url)
    const answer = await sdk.models.generateContent({ model, contents: 'Say hi', config })
    expect([faults, answer.text]).toEqual([[], 'Grüße — 漢字🙂'])
    expect(answer.candidates[0].finishReason).toBe(google.FinishReason.STOP)
    expect(answer.usageMetadata).toMatchObject({ promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 3 })
    for (const part of ['Say hi', 'Be short']) expect(told(asked[0])).toContain(part)
    expect(behind.seen[0]?.rawHeaders.join(' ')).not.toMatch(/x-goog|mine/i)
  })

  test.each([1, 7, undefined])('a stream in pieces of %s bytes, with two calls, then their results', async (piece) => {
    const both = [calls('call_1', 'Read', { path: 'a' }), calls('call_2', 'Read', { path: 'b' })]
    const turns = [[WHY, says('Grüße — 漢字🙂'), ...both], [says('Done')]]
    const { behind, faults, asked } = await strictServer(protocol, turns, piece === undefined ? {} : { piece })
    // The SDK keeps the conversation: what it thinks no valid answer is left out of the next request.
    const chat = (await sdkAt(protocol, behind.url)).chats.create({ model, config })
    const parts = await partsOf(await chat.sendMessageStream({ message: 'Read both' }))
    expect([faults, wordsIn(parts), wordsIn(parts, true)]).toEqual([[], 'Grüße — 漢字🙂', 'why'])
    const called = parts.flatMap(({ functionCall }) => functionCall ?? [])
    expect(called.map(({ name, args }) => [name, args])).toEqual([
      ['Read', { path: 'a' }],
      ['Read', { path: 'b' }],
    ])
    // The later call is done first: only the ids say which result is whose.
    const message = called
      .map(({ id, name, args }) => ({
        functionResponse: { id, name, response: { output: `content of ${args.path}` } },
      }))
      .reverse()
    expect([(await chat.sendMessage({ message })).text, faults]).toEqual(['Done', []])
    expect(told(asked[1])).toContain('Read both')
    expect(told(asked[1])).toMatch(/_id":"call_1"[^}]*content of a/)
    expect(told(asked[1])).toMatch(/_id":"call_2"[^}]*content of b/)
    expect(told(asked[1])).not.toMatch(/clp1|Y2xwMS/)
    expect(told(asked[1]).includes(SECRET)).toBe(protocol !== 'chat')
  })

  test('a picture', async () => {
    const { behind, faults, asked } = await strictServer(protocol, [[says('A dot')]])
    const contents = ['What is this?', google.createPartFromBase64(PICTURE, 'image/png')]
    const answer = await (await sdkAt(protocol, behind.url)).models.generateContent({ model, contents })
    expect([faults, answer.text]).toEqual([[], 'A dot'])
    expect(told(asked[0])).toContain(pictureIn(protocol))
  })

  test('an error in words, with the class and the status the SDK knows, also of a stream', async () => {
    const behind = await upstream(json({ error: { message: COMPLAINT, code: 'x' } }, 401))
    const { models } = await sdkAt(protocol, behind.url)
    for (const ask of [models.generateContent, models.generateContentStream]) {
      const error = await ask({ model, contents: 'x' }).catch((failure: unknown) => failure)
      expect(error).toBeInstanceOf(google.ApiError)
      expect([error.status, JSON.parse(error.message).error]).toMatchObject([
        401,
        { code: 401, status: 'UNAUTHENTICATED', message: expect.stringContaining(COMPLAINT) },
      ])
    }
  })

  test('a list of models, and one of them', async () => {
    const behind = await upstream(json({ object: 'list', data: [{ id: model }, { id: 'other/one' }] }))
    const { models } = await sdkAt(protocol, behind.url)
    const names: string[] = []
    for await (const { name } of await models.list()) names.push(name)
    expect(names).toEqual(['models/some-model', 'models/other/one'])
    expect(await models.get({ model })).toMatchObject({ name: 'models/some-model' })
  })
})

test.each([
  { protocol: 'messages', path: '/v1/messages/count_tokens' },
  { protocol: 'responses', path: '/responses/input_tokens' },
] as const)('@google/genai has an upstream of $protocol count tokens', async ({ protocol, path }) => {
  const behind = await upstream(json({ input_tokens: 4711 }))
  const { models } = await sdkAt(protocol, behind.url)
  expect(await models.countTokens({ model, contents: 'Count this' })).toMatchObject({ totalTokens: 4711 })
  expect(behind.seen.map(({ url }) => url.replace(/^\/v1(?=\/responses)/, ''))).toEqual([path])
  expect((await behind.seen[0]?.body())?.toString()).toContain('Count this')
})

test('@google/genai gets an estimate of tokens where an upstream of chat counts none, and nothing is paid', async () => {
  const behind = await upstream(json({}))
  const { models } = await sdkAt('chat', behind.url)
  const { totalTokens } = await models.countTokens({ model, contents: 'four words are here' })
  expect(totalTokens).toBeGreaterThan(3)
  expect(behind.seen).toEqual([])
})

test('@google/genai throws what goes wrong in the middle of a stream', async () => {
  const { script, head, push, end } = controlled()
  const behind = await upstream(script)
  const { models } = await sdkAt('messages', behind.url)
  const failed = models
    .generateContentStream({ model, contents: 'x' })
    .then(partsOf)
    .catch((error: unknown) => error)
  await behind.request(1)
  await head()
  await push(
    'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"a"}}\n\n',
  )
  await push(`event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"${COMPLAINT}"}}\n\n`)
  await end()
  const error = await failed
  expect(error).toBeInstanceOf(google.ApiError)
  expect(String(error)).toContain(COMPLAINT)
})
