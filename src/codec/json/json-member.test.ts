import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Body } from '../bytes/body.ts'
import { findMembers, memberString } from './json-member.ts'

const FILL = 'm '.repeat(40_000)

const cut = (text: string, size: number): Body => {
  const bytes = Buffer.from(text)
  return new Body(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size)),
  )
}

describe('findMembers', () => {
  it.each([
    ['one near the beginning', `{"model":"a","x":"${FILL}"}`, ['"a"']],
    ['one in the middle', `{"x":"${FILL}","model":"a","y":"${FILL}"}`, ['"a"']],
    ['all of several', `{"model":"a","x":"${FILL}","model":"b","y":"${FILL}","model":3}`, ['"a"', '"b"', '3']],
    ['not those inside', `{"model":"a","x":{"model":"no"},"y":"${FILL}"}`, ['"a"']],
    ['nothing in a body that breaks off', `{"model":"a","x":"${FILL}`, []],
    ['nothing where there is none', `{"x":"${FILL}"}`, []],
  ])('finds %s, for any cut', (_title, text, values) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70_000 }), (size) => {
        const found = findMembers(cut(text, Math.max(size, 7)), 'model').map(({ start, end }) => text.slice(start, end))
        expect(found).toEqual(values)
      }),
      { numRuns: 20 },
    )
  })

  it('sees a repetition that lies on a seam', () => {
    const text = `{"model":"a","x":"${FILL}","model":"b","y":"${FILL}"}`
    const at = Buffer.from(text).indexOf('"model":"b"')
    for (let shift = 0; shift <= 8; shift += 1) {
      const bytes = Buffer.from(text)
      const body = new Body([bytes.subarray(0, at + shift), bytes.subarray(at + shift)])
      expect(findMembers(body, 'model')).toHaveLength(2)
    }
  })
})

describe('memberString', () => {
  it('takes the last, and only a string', () => {
    expect(memberString(Body.from('{"m":"a","m":"b"}'), 'm')).toBe('b')
    expect(memberString(Body.from('{"m":"a","m":null}'), 'm')).toBeUndefined()
    expect(memberString(Body.from('{"m":""}'), 'm')).toBeUndefined()
  })
})
