import fc from 'fast-check'
import { expect, it } from 'vitest'
import { finish } from '../../../codec/work/work.ts'
import { Losses } from '../loss.ts'
import type { Part, Turn } from '../part.ts'
import { settleTurns } from './settle-turns.ts'

const id = fc.constantFrom('a', 'b', 'c', '')
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: fc.constantFrom('x', '', ' ') }),
  id.map((one): Part => ({ type: 'call', id: one, name: 'f', kind: 'function', args: '{}' })),
  id.map((one): Part => ({ type: 'result', id: one, kind: 'function', parts: [{ type: 'text', text: `of ${one}` }] })),
)
const turn: fc.Arbitrary<Turn> = fc.record({
  role: fc.constantFrom('user' as const, 'assistant' as const, 'system' as const),
  parts: fc.array(part, { maxLength: 4 }),
})

/** The results that are still due after a part. */
const dueAfter = (one: Part, role: Turn['role'], due: readonly string[], seen: Set<string>): readonly string[] => {
  if (one.type === 'call') {
    expect([role, seen.has(one.id)]).toEqual(['assistant', false])
    seen.add(one.id)
    return [...due, one.id]
  }
  if (one.type === 'result') {
    expect(one.id).toBe(due[0])
    return due.slice(1)
  }
  if (one.type === 'text') expect(one.text.trim()).not.toBe('')
  if (role !== 'assistant') expect(due).toEqual([])
  return due
}

it('leaves every call with exactly one result directly behind it, ids unique, and nothing empty', () => {
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 8 }), (turns) => {
      const seen = new Set<string>()
      let due: readonly string[] = []
      const settled = finish(settleTurns(turns, new Losses()))
      for (const { role, parts } of settled) {
        expect(parts.length).toBeGreaterThan(0)
        for (const one of parts) due = dueAfter(one, role, due, seen)
      }
      // An assistant turn that comes last is to be gone on with.
      if (settled.at(-1)?.role !== 'assistant') expect(due).toEqual([])
    }),
    { numRuns: 500 },
  )
})

it('changes nothing in a conversation that is in order', () => {
  const turns: Turn[] = [
    { role: 'user', parts: [{ type: 'text', text: 'x' }] },
    { role: 'assistant', parts: [{ type: 'call', id: 'a', name: 'f', kind: 'function', args: '{}' }] },
    {
      role: 'user',
      parts: [
        { type: 'result', id: 'a', name: 'f', kind: 'function', parts: [] },
        { type: 'text', text: 'y' },
      ],
    },
    { role: 'assistant', parts: [{ type: 'text', text: 'z' }] },
  ]
  const losses = new Losses()
  expect(finish(settleTurns(turns, losses))).toEqual(turns)
  expect(losses.list).toEqual([])
})

it('makes up no result for a call of an assistant turn that comes last', () => {
  const call = (id: string): Part => ({ type: 'call', id, name: 'f', kind: 'function', args: '{}' })
  const losses = new Losses()
  const settled = finish(
    settleTurns(
      [
        { role: 'assistant', parts: [call('a')] },
        { role: 'user', parts: [{ type: 'text', text: 'x' }] },
        { role: 'assistant', parts: [call('b')] },
      ],
      losses,
    ),
  )
  expect(settled.map(({ parts }) => parts.map(({ type }) => type))).toEqual([['call'], ['result', 'text'], ['call']])
  expect(losses.list).toMatchObject([{ what: 'missing-result', where: 'a' }])
})

it('numbers ids that come again and again, once each', () => {
  const call: Part = { type: 'call', id: 'x', name: 'f', kind: 'function', args: '{}' }
  const result: Part = { type: 'result', id: 'x', kind: 'function', parts: [] }
  const turns = Array.from({ length: 20_000 }, (): Turn[] => [
    { role: 'assistant', parts: [call] },
    { role: 'user', parts: [result] },
  ]).flat()
  const settled = finish(settleTurns(turns, new Losses()))
  expect(settled.slice(-2).map(({ parts }) => parts[0])).toMatchObject([{ id: 'x_20000' }, { id: 'x_20000' }])
  expect(settled.slice(2, 4).map(({ parts }) => parts[0])).toMatchObject([{ id: 'x_2' }, { id: 'x_2' }])
})
