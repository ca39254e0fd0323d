import { describe, expect, it } from 'vitest'
import { Body } from '../../codec/bytes/body.ts'
import { fingerprint } from './fingerprint.ts'

const of = (request: unknown, owner?: string) => fingerprint(Body.from(JSON.stringify(request)), owner)

const FIRST = { role: 'user', content: 'write a poem' }
const LATER = [
  { role: 'assistant', content: 'x'.repeat(200_000) },
  { role: 'user', content: 'shorter' },
]

describe('a conversation keeps its name as it grows', () => {
  it.each<[string, (later: readonly object[]) => object]>([
    ['Messages', (later) => ({ model: 'm', system: 'be kind', messages: [FIRST, ...later] })],
    [
      'Messages whose mark for the cache moves on',
      (later) => ({
        system: [{ type: 'text', text: 'be kind' }],
        messages: [
          { role: 'user', content: [{ type: 'text', text: 'hi', ...(later.length > 0 ? {} : { cache_control: {} }) }] },
          ...later,
        ],
      }),
    ],
    ['a system prompt behind the turns', (later) => ({ messages: [FIRST, ...later], system: 'be kind' })],
    ['Chat', (later) => ({ messages: [{ role: 'system', content: 'be kind' }, FIRST, ...later] })],
    ['Responses', (later) => ({ instructions: 'be kind', input: [FIRST, ...later] })],
    [
      'Gemini',
      (later) => ({
        systemInstruction: { parts: [{ text: 'be kind' }] },
        contents: [{ role: 'user', parts: [{ text: 'hi' }] }, ...later.map(() => ({ role: 'model', parts: [] }))],
      }),
    ],
    ['a long first turn', (later) => ({ messages: [{ role: 'user', content: 'y'.repeat(100_000) }, ...later] })],
  ])('%s', (_title, request) => {
    expect(of(request([]))).toMatch(/^auto-[0-9a-f]{24}$/)
    expect(of(request(LATER))).toBe(of(request([])))
  })
})

it('differs by system prompt, by the first words, and by whose it is', () => {
  const names = [
    of({ system: 'a', messages: [FIRST] }),
    of({ system: 'b', messages: [FIRST] }),
    of({ system: 'a', messages: [{ role: 'user', content: 'another poem' }] }),
    of({ system: 'a', messages: [FIRST] }, 'laptop'),
  ]
  expect(new Set(names).size).toBe(4)
})

it.each([
  ['no JSON', 'x'],
  ['nothing', ''],
  ['no turns', {}],
  ['no turn of a person', { messages: [{ role: 'assistant', content: 'x' }] }],
  ['a turn without a text', { messages: [{ role: 'user', content: [{ type: 'image' }] }] }],
  ['odd turns', { messages: [null, 7, 'x'] }],
])('is none for %s', (_title, request) => {
  expect(typeof request === 'string' ? fingerprint(Body.from(request), undefined) : of(request)).toBeUndefined()
})
