import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Body } from '../bytes/body.ts'
import { scanEdges } from './json-edges.ts'
import { readMember } from './json-scan.ts'

const MIDDLE = 'm '.repeat(80_000)
const found = (body: Body, keys: readonly string[]) =>
  Object.fromEntries(scanEdges(body, keys).map((member) => [member.key, readMember(body, member)]))

it('finds members on both sides of a large one', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), fc.constantFrom(undefined, 2), (first, last, space) => {
      const value = { first, messages: [{ text: MIDDLE }], 'metadata\\"': last, last }
      const body = Body.from(JSON.stringify(value, undefined, space))
      expect(JSON.stringify(found(body, ['first', 'last']))).toBe(JSON.stringify({ first, last }))
    }),
    { numRuns: 50 },
  )
})

it('reads a small body whole', () => {
  const body = Body.from('{"a":1,"b":"x","c":[]}')
  expect(found(body, ['b', 'c'])).toEqual({ b: 'x', c: [] })
})

it('does not find what stands in the middle or inside something else', () => {
  const value = { a: MIDDLE, stream: true, b: MIDDLE, c: { model: 'no' } }
  expect(found(Body.from(JSON.stringify(value)), ['stream', 'model'])).toEqual({})
})

it('never throws on what is no JSON', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ':', ',', 'a', ' ') }), (noise) => {
      const text = `${noise.repeat(200_000 / Math.max(noise.length, 1))}${noise}`
      for (const end of ['}', '"}', `${noise}}`]) scanEdges(Body.from(text + end), ['a'])
    }),
    { numRuns: 50 },
  )
})
