/** One conversation whose upstream changes again and again: no server ever refuses it, and each gets its own secrets back. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextRequest, openRequest, type Said, TOOLS, wholeAnswer } from '../../../test/kit/conversation.ts'
import { answer, ask } from '../../../test/kit/translation.ts'
import { faultsOf } from '../../../test/kit/validators/faults.ts'
import { PROTOCOL_IDS, type ProtocolId } from '../../contract/protocol.ts'

const text = fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', 'é', '🙂', '\n', '<'), minLength: 0, maxLength: 8 })
const args = fc.constantFrom('{}', '{"path":"a\\u00e9","n":9007199254740993}', '{"n":1.10}', '{"path":"🙂\\n"}')

/** Ids as servers make them, some of which others refuse. */
const id = fc.constantFrom('call_1', 'toolu_abc', 'functions.Read:0', 'x'.repeat(70), 'a/b c', '0')

const said: fc.Arbitrary<Said> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: text.filter((one) => one.trim() !== '') }),
  fc.record({ type: fc.constant('reasoning' as const), text, secret: fc.constantFrom('c2VjcmV0', 'geheim==') }),
  fc.record({ type: fc.constant('call' as const), id, name: fc.constantFrom(...TOOLS, 'undeclared'), args }),
)

const MODELS: Readonly<Record<ProtocolId, readonly string[]>> = {
  messages: ['claude-opus-5-5', 'claude-sonnet-4-5', 'some-model'],
  responses: ['gpt-5.2', 'o3'],
  chat: ['deepseek-chat', 'some-model'],
  gemini: ['gemini-3-pro', 'gemini-2.5-flash'],
}

const turn = fc.constantFrom(...PROTOCOL_IDS).chain((upstream) =>
  fc.record({
    upstream: fc.constant(upstream),
    model: fc.constantFrom(...MODELS[upstream]),
    said: fc
      .array(said, { minLength: 1, maxLength: 4 })
      .filter((list) => list.some(({ type }) => type !== 'reasoning')),
    next: fc.constantFrom('go on', 'é\n'),
  }),
)

test.each(PROTOCOL_IDS)('a client of %s switches its upstream ten times', (client) => {
  fc.assert(
    fc.property(fc.array(turn, { minLength: 10, maxLength: 10 }), (turns) => {
      let request = openRequest(client, 'begin')
      for (const { upstream, model, said: words, next } of turns) {
        const asked = ask({ from: client, to: upstream, body: request, profile: { model } })
        expect(faultsOf(upstream, asked.body, model)).toEqual([])
        const named = (name: string) => asked.written.names.written({ name })
        const { text: written, translation } = answer(asked, [
          Buffer.from(JSON.stringify(wholeAnswer(upstream, words, named))),
        ])
        expect(translation.problem).toBeUndefined()
        request = nextRequest(client, request, JSON.parse(written), next)
      }
    }),
    { numRuns: 40 },
  )
})

/** Where an upstream finds its own reasoning again. */
const SECRETS: Readonly<Record<ProtocolId, string>> = {
  messages: '"type":"thinking","thinking":"why","signature":"c2VjcmV0"',
  responses: '"summary":[{"type":"summary_text","text":"why"}],"encrypted_content":"c2VjcmV0"',
  chat: '"reasoning_content":"why"',
  gemini: '"thoughtSignature":"c2VjcmV0"',
}

const pairs = PROTOCOL_IDS.flatMap((client) => PROTOCOL_IDS.map((upstream) => [client, upstream] as const))

test.each(pairs)(
  'a client of %s: an upstream of %s has its reasoning back after a leg elsewhere, which never sees it',
  (client, upstream) => {
    const words: Said[] = [
      { type: 'reasoning', text: 'why', secret: 'c2VjcmV0' },
      { type: 'call', id: 'call_1', name: 'Read', args: '{}' },
    ]
    const profile = { model: MODELS[upstream][0] ?? '' }
    const first = ask({ from: client, to: upstream, body: openRequest(client, 'begin'), profile })
    const { text: written } = answer(first, [Buffer.from(JSON.stringify(wholeAnswer(upstream, words, (name) => name)))])
    const second = nextRequest(client, openRequest(client, 'begin'), JSON.parse(written), 'on')
    for (const other of PROTOCOL_IDS.filter((one) => one !== upstream)) {
      expect(
        ask({ from: client, to: other, body: second, profile: { model: MODELS[other][0] ?? '' } }).text,
      ).not.toMatch(/c2VjcmV0|clp1|why/)
    }
    expect(ask({ from: client, to: upstream, body: second, profile }).text).toContain(SECRETS[upstream])
  },
)
