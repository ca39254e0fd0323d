/** What a protocol can say, it says: a conversation written in it and read again is the same. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { faultsOf } from '../../../test/kit/validators/faults.ts'
import { parseJson, RawJson } from '../../codec/json/exact-json.ts'
import { finish } from '../../codec/work/work.ts'
import { PROTOCOL_IDS, type ProtocolId } from '../../contract/protocol.ts'
import type { Generation } from '../canonical/generation.ts'
import { Losses } from '../canonical/loss.ts'
import type { CallPart, Part, ResultPart, Turn } from '../canonical/part.ts'
import { settleTurns } from '../canonical/requests/settle-turns.ts'
import { LANGUAGES } from './languages.ts'

const MODELS: Readonly<Record<ProtocolId, string>> = {
  messages: 'claude-sonnet-4-5',
  responses: 'gpt-4.1',
  chat: 'some-model',
  gemini: 'gemini-3-flash',
}

const words = fc
  .string({ unit: fc.constantFrom('a', '"', '\\', 'é', '🙂', '\n', '<', '{'), minLength: 1, maxLength: 6 })
  .map((text) => `t${text}t`)
const digits = fc.constantFrom('{"a":1}', '{"2":9007199254740993, "1":1.10}', '{}', '{"t":"\\u00e9","n":[1e400]}')
const schema = digits.map(
  (text) =>
    new RawJson(`{"type":"object","properties":{"x":{"type":"integer"}},"description":${JSON.stringify(text)}}`),
)

const text = words.map((one): Part => ({ type: 'text', text: one }))
const image = fc.constant<Part>({ type: 'image', source: { kind: 'data', mime: 'image/png', data: 'QUJD' } })
const file = words.map(
  (name): Part => ({ type: 'file', name, source: { kind: 'data', mime: 'application/pdf', data: 'QUJD' } }),
)

/** Reasoning in each protocol's own words. */
const SEALED: Readonly<Record<ProtocolId, Part>> = {
  messages: {
    type: 'reasoning',
    text: 'why',
    carried: { protocol: 'messages', item: new RawJson('{"type":"thinking", "thinking":"why","signature":"c2Vj"}') },
  },
  responses: {
    type: 'reasoning',
    text: 'why',
    carried: {
      protocol: 'responses',
      item: new RawJson(
        '{"id":"rs_1", "type":"reasoning","summary":[{"type":"summary_text","text":"why"}],"encrypted_content":"c2Vj"}',
      ),
    },
  },
  chat: {
    type: 'reasoning',
    text: 'why',
    carried: { protocol: 'chat', item: new RawJson('{"reasoning_content":"why"}') },
  },
  gemini: {
    type: 'reasoning',
    text: '',
    carried: { protocol: 'gemini', item: new RawJson('{"thoughtSignature":"c2Vj"}') },
  },
}

/** One exchange: a user, an assistant, and the results of its calls. */
const exchange = (protocol: ProtocolId) =>
  fc.record({
    user:
      protocol === 'gemini'
        ? fc.array(fc.oneof(text, image), { minLength: 1, maxLength: 3 })
        : fc.array(fc.oneof(text, image, file), { minLength: 1, maxLength: 3 }),
    reasons: fc.boolean(),
    said: fc.option(text, { nil: undefined }),
    calls: fc.array(digits, { minLength: 1, maxLength: 3 }),
    result: fc.oneof(words, fc.constant('(no output)')),
    failed: fc.boolean(),
  })

const conversation = (protocol: ProtocolId): fc.Arbitrary<readonly Turn[]> =>
  fc.array(exchange(protocol), { minLength: 1, maxLength: 3 }).map((list) =>
    list.flatMap(({ user, reasons, said, calls, result, failed }, number): Turn[] => {
      const made = calls.map(
        (args, index): CallPart => ({
          type: 'call',
          id: `call_${number}_${index}`,
          name: 'Read',
          kind: 'function',
          args,
        }),
      )
      const isError = failed && (protocol === 'messages' || protocol === 'gemini') ? true : undefined
      const results = made.map(
        ({ id }): ResultPart => ({
          type: 'result',
          id,
          name: 'Read',
          kind: 'function',
          isError,
          parts: [{ type: 'text', text: result }],
        }),
      )
      return [
        { role: 'user', parts: user },
        {
          role: 'assistant',
          parts: [...(reasons ? [SEALED[protocol]] : []), ...(said === undefined ? [] : [said]), ...made],
        },
        { role: 'user', parts: results },
      ]
    }),
  )

const generation = (protocol: ProtocolId): fc.Arbitrary<Generation> =>
  fc.record({
    model: fc.constant(MODELS[protocol]),
    stream: fc.boolean(),
    system: fc.array(
      words.map((one) => ({ type: 'text' as const, text: one })),
      { maxLength: 1 },
    ),
    turns: conversation(protocol),
    tools: schema.map((one) => [{ kind: 'function' as const, name: 'Read', description: 'd', schema: one }]),
    toolChoice: fc.constantFrom(
      undefined,
      { kind: 'auto' as const },
      { kind: 'required' as const },
      { kind: 'none' as const },
      { kind: 'tool' as const, tool: { name: 'Read' } },
    ),
    reasoning: fc.constant({ mode: 'default' as const }),
    sampling: fc.record({
      maxTokens: fc.integer({ min: 16, max: 9000 }),
      temperature: fc.constantFrom(undefined, 0, 0.5, 1),
      topP: fc.constantFrom(undefined, 0.9),
    }),
    output:
      protocol === 'gemini'
        ? fc.constant(undefined)
        : schema.map((one) => ({
            kind: 'schema' as const,
            schema: one,
            name: protocol === 'messages' ? undefined : 'named',
          })),
  })

/** Neighbouring turns and texts as one, and nothing that is undefined or only a form of writing. */
const plain = (turns: readonly Turn[]): unknown => {
  const merged: { role: string; parts: Part[] }[] = []
  for (const { role, parts } of finish(settleTurns(turns, new Losses()))) {
    const last = merged.at(-1)
    if (last?.role === role) last.parts.push(...parts)
    else merged.push({ role, parts: [...parts] })
  }
  return merged.map(({ role, parts }) => ({ role, parts: joined(parts) }))
}

/** What stands for reasoning that nobody knows. */
const STAND_IN = /skip_thought_signature_validator|"reasoning_content":""/

const joined = (parts: readonly Part[]): unknown[] => {
  const list: Record<string, unknown>[] = []
  for (const part of parts) {
    if (part.type === 'reasoning' && STAND_IN.test(part.carried?.item.text ?? '')) continue
    const {
      cache: _cache,
      detail: _detail,
      isObject: _isObject,
      ...rest
    } = { cache: undefined, detail: undefined, isObject: undefined, ...part } as Record<string, unknown>
    const last = list.at(-1)
    if (rest['type'] === 'text' && last?.['type'] === 'text') last['text'] += `\n\n${rest['text']}`
    else list.push({ ...rest })
  }
  return list.map((part) => JSON.parse(JSON.stringify(part)))
}

test.each(PROTOCOL_IDS)('%s', (protocol) => {
  fc.assert(
    fc.property(generation(protocol), (asked) => {
      const losses = new Losses()
      const settled = { ...asked, turns: finish(settleTurns(asked.turns, losses)) }
      const profile = { host: 'other' as const, model: MODELS[protocol], repairs: [] }
      const written = finish(LANGUAGES[protocol].writeRequest(settled, { client: protocol, profile, losses }))
      expect(faultsOf(protocol, JSON.parse(written.body), profile.model)).toEqual([])
      const place = protocol === 'gemini' ? { model: profile.model, stream: asked.stream } : {}
      const read = finish(
        LANGUAGES[protocol].readRequest(
          { document: parseJson(written.body), header: () => undefined, ...place },
          losses,
        ),
      )
      const shown = ({ turns, output, tools, wantsUsage: _wants, ...rest }: Generation) => ({
        ...JSON.parse(JSON.stringify(rest)),
        turns: plain(turns),
        tools: tools.map((tool) => ({ name: tool.name, schema: 'schema' in tool ? tool.schema : undefined })),
        output: output?.kind === 'schema' ? output.schema : undefined,
      })
      const isFolded = protocol === 'gemini'
      expect({ ...shown(read), tools: isFolded ? [] : shown(read).tools }).toEqual({
        ...shown(settled),
        tools: isFolded ? [] : shown(settled).tools,
      })
      expect(losses.list.filter(({ what }) => what !== 'cache-marks-added')).toEqual([])
    }),
    { numRuns: 60 },
  )
})
