/** Every pair of protocols: requests, whole answers, streams in any cut, problems. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openRequest, type Said, streamedAnswer, wholeAnswer } from '../../../test/kit/conversation.ts'
import { type Asked, answer, ask, countingIds, eventsOf, type SseEvent } from '../../../test/kit/translation.ts'
import { faultsOf } from '../../../test/kit/validators/faults.ts'
import { parseJson } from '../../codec/json/exact-json.ts'
import { PROTOCOL_IDS, type ProtocolId } from '../../contract/protocol.ts'
import type { AnswerEvent } from '../canonical/answer-event.ts'
import { answerContext } from './answer.ts'
import { LANGUAGES } from './languages.ts'
import { writeProblem } from './problem.ts'

const MODELS: Readonly<Record<ProtocolId, string>> = {
  messages: 'claude-opus-5-5',
  responses: 'gpt-5.2',
  chat: 'some-model',
  gemini: 'gemini-3-pro',
}
const PAIRS = PROTOCOL_IDS.flatMap((client) =>
  PROTOCOL_IDS.filter((upstream) => upstream !== client).map((upstream) => [client, upstream] as const),
)

const SAID: readonly Said[] = [
  { type: 'reasoning', text: 'whÿ 🙂', secret: 'c2VjcmV0' },
  { type: 'text', text: 'Grüße 🙂\n"x"' },
  { type: 'call', id: 'call_1', name: 'Read', args: '{"path":"a🙂","n":12345678901234567890}' },
  { type: 'call', id: 'call_2', name: 'mcp__server__tool.with/odd characters', args: '{}' },
]

const streaming = (client: ProtocolId, upstream: ProtocolId, stream: boolean): Asked => {
  const path =
    client === 'gemini' ? `/v1beta/models/asked:${stream ? 'streamGenerateContent' : 'generateContent'}` : undefined
  const body = { ...openRequest(client, 'begin'), ...(client === 'gemini' ? {} : { stream }) }
  return ask({
    from: client,
    to: upstream,
    body,
    profile: { model: MODELS[upstream] },
    query: '?alt=sse',
    ...(path === undefined ? {} : { path }),
  })
}

/** What the client understands of an answer, its pieces joined. */
const understood = (client: ProtocolId, text: string, isStream: boolean): Record<string, unknown> => {
  const events: AnswerEvent[] = []
  if (isStream) {
    const reader = LANGUAGES[client].openReader((event) => events.push(event))
    for (const block of text.split(/\r?\n\r?\n/)) {
      const data = block.split('\n').filter((line) => line.startsWith('data: '))
      if (data.length > 0) reader.event(data.map((line) => line.slice(6)).join('\n'))
    }
    reader.end()
  } else LANGUAGES[client].readAnswer(parseJson(text), (event) => events.push(event))
  const joined = (type: string) =>
    events.map((event) => (event.type === type && 'delta' in event ? event.delta : '')).join('')
  const args = (index: number) =>
    events.map((event) => (event.type === 'callArgs' && event.index === index ? event.delta : '')).join('')
  return {
    reasoning: joined('reasoning'),
    text: joined('text'),
    calls: events.flatMap((event) =>
      event.type === 'call' ? [{ id: event.id, name: event.name, args: args(event.index) || '{}' }] : [],
    ),
    end: events.at(-1),
  }
}

/** What it ought to understand. Gemini gives no ids; those that are made count as the others do. */
const expected = (client: ProtocolId) => ({
  reasoning: 'whÿ 🙂',
  text: 'Grüße 🙂\n"x"',
  calls: [
    { id: 'call_1', name: 'Read', args: '{"path":"a🙂","n":12345678901234567890}' },
    { id: 'call_2', name: 'mcp__server__tool.with/odd characters', args: '{}' },
  ],
  end: { type: 'end', stop: client === 'messages' || client === 'chat' ? 'tool' : 'end' },
})

/** Answers with all their digits: JSON.stringify would round them. */
const exact = (text: string): string => text.replaceAll('12345678901234567000', '12345678901234567890')

/** Where an upstream begins to say why its answer ends. */
const LAST: Readonly<Record<ProtocolId, string>> = {
  messages: 'event: message_delta',
  responses: 'event: response.completed',
  chat: '"finish_reason":"',
  gemini: '"finishReason"',
}

/** By what a client takes an answer for finished. */
const ENDED: Readonly<Record<ProtocolId, RegExp>> = {
  messages: /message_delta|message_stop/,
  responses: /response\.(completed|incomplete)/,
  chat: /"finish_reason":"|\[DONE\]/,
  gemini: /"finishReason"/,
}

const isError = (client: ProtocolId, data: SseEvent['data']): boolean => {
  if (client === 'messages') return data.type === 'error'
  return client === 'responses' ? data.type === 'response.failed' : data.error !== undefined
}

/** Calls that a client would run; those of Messages and Chat count only once the answer has ended. */
const finishedCalls = (client: ProtocolId, text: string): readonly { name: string; args: string }[] =>
  eventsOf(text).flatMap(({ event, data }) => {
    if (client === 'responses' && event === 'response.output_item.done' && data.item.type === 'function_call')
      return [{ name: data.item.name, args: data.item.arguments }]
    if (client !== 'gemini' || data.candidates === undefined) return []
    return data.candidates[0].content.parts.flatMap((part: { functionCall?: { name: string; args: object } }) =>
      part.functionCall === undefined
        ? []
        : [{ name: part.functionCall.name, args: JSON.stringify(part.functionCall.args) }],
    )
  })

const nameOf = (asked: Asked) => (name: string) => asked.written.names.written({ name })

describe.each(PAIRS)('a client of %s on an upstream of %s', (client, upstream) => {
  test('asks what the upstream takes', () => {
    const { body, losses } = streaming(client, upstream, true)
    expect(faultsOf(upstream, body, MODELS[upstream])).toEqual([])
    expect(losses.filter((loss) => loss !== 'tool-renamed' && loss !== 'cache-marks-added')).toEqual([])
  })

  test('gets a whole answer', () => {
    const asked = streaming(client, upstream, false)
    const bytes = Buffer.from(exact(JSON.stringify(wholeAnswer(upstream, SAID, nameOf(asked)))))
    expect(understood(client, answer(asked, [bytes]).text, false)).toEqual(expected(client))
  })

  test.each([
    ['whole', false],
    ['stream', true],
  ])('gets it as a %s when the upstream does the other', (_name, streams) => {
    const asked = streaming(client, upstream, streams)
    const said = streams
      ? JSON.stringify(wholeAnswer(upstream, SAID, nameOf(asked)))
      : streamedAnswer(upstream, SAID, nameOf(asked))
    expect(understood(client, answer(asked, [Buffer.from(exact(said))]).text, streams)).toEqual(expected(client))
  })

  test('gets the same stream for any cut, any line end, with a mark of byte order, and without a last blank line', () => {
    const asked = streaming(client, upstream, true)
    const said = exact(streamedAnswer(upstream, SAID, nameOf(asked)))
    const whole = answer(asked, [Buffer.from(said)]).text
    expect(understood(client, whole, true)).toEqual(expected(client))
    fc.assert(
      fc.property(
        fc.array(fc.nat(said.length * 2), { maxLength: 30 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        (cuts, end, marked) => {
          const text = (marked ? '\ufeff' : '') + said.trimEnd().replaceAll('\n', end)
          const bytes = Buffer.from(text)
          const points = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length]
          const chunks = points.slice(1).map((point, index) => bytes.subarray(points[index], point))
          expect(answer(asked, chunks).text).toBe(whole)
        },
      ),
      { numRuns: 15 },
    )
  })

  test('is told that the upstream broke off, once, wherever it does, and nothing is made to look finished', () => {
    const asked = streaming(client, upstream, true)
    const said = Buffer.from(streamedAnswer(upstream, SAID, nameOf(asked)))
    const last = said.indexOf(LAST[upstream])
    fc.assert(
      fc.property(fc.nat(last - 1), (cut) => {
        const { text, translation } = answer(asked, [said.subarray(0, cut)])
        expect(translation.isOver).toBe(true)
        expect(text).not.toMatch(ENDED[client])
        const errors = eventsOf(text).filter(({ data }) => isError(client, data))
        // Before anything was said, the client is answered with a status.
        expect(errors.length).toBe(text === '' ? 0 : 1)
        expect(translation.problem === undefined).toBe(text !== '')
        for (const { name, args } of finishedCalls(client, text)) {
          const call = SAID.find((one) => one.type === 'call' && one.name === name)
          expect(JSON.parse(args)).toEqual(JSON.parse(call?.type === 'call' ? call.args : ''))
        }
      }),
      { numRuns: 40 },
    )
  })

  test('is told of a full context in its own words', () => {
    const asked = streaming(client, upstream, client === 'responses')
    const context = answerContext({ request: asked.read, upstream: asked.written, created: 1, mint: countingIds() })
    const message =
      "This model's maximum context length is 1000 tokens. However, your messages resulted in 1200 tokens."
    const { status, body } = writeProblem(
      { kind: 'context', status: 400, message },
      { client, streams: client === 'responses', context },
    )
    expect(status).toBe(client === 'responses' ? 200 : 400)
    expect(body).toContain('maximum context length is 1000 tokens')
    const words: Record<ProtocolId, string> = {
      messages: 'prompt is too long: 1200 tokens > 1000 maximum',
      responses: '"status":"failed","error":{"code":"context_length_exceeded"',
      chat: '"code":"context_length_exceeded"',
      gemini: '"status":"INVALID_ARGUMENT"',
    }
    expect(body).toContain(words[client])
  })
})
