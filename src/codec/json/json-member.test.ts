import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Body } from '../bytes/body.ts'
import { finish } from '../work/work.ts'
import { findMembers, lastString } from './json-member.ts'
import type { MemberRange } from './json-scan.ts'

const FILL = 'm '.repeat(40_000)

const found = (body: Body, key: string): readonly MemberRange[] => {
  const members = finish(findMembers(body, key))
  return members === 'too-many' ? [] : members
}

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
    ['one that is spelled otherwise', `{"model":"a","x":"${FILL}","mod\\u0065l":"b","y":"${FILL}"}`, ['"a"', '"b"']],
    ['not those inside', `{"model":"a","x":{"model":"no"},"y":"${FILL}"}`, ['"a"']],
    ['nothing in a body that breaks off', `{"model":"a","x":"${FILL}`, []],
    ['nothing where there is none', `{"x":"${FILL}"}`, []],
  ])('finds %s, for any cut', (_title, text, values) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70_000 }), (size) => {
        const members = found(cut(text, Math.max(size, 7)), 'model')
        expect(members.map(({ start, end }) => text.slice(start, end))).toEqual(values)
      }),
      { numRuns: 20 },
    )
  })

  it('is too many where somebody repeats a key for the sake of it', () => {
    const repeated = (count: number): Body =>
      Body.from(`{${Array.from({ length: count }, () => '"model":1').join(',')}}`)
    expect(finish(findMembers(repeated(1000), 'model'))).toHaveLength(1000)
    expect(finish(findMembers(repeated(1001), 'model'))).toBe('too-many')
    expect(finish(findMembers(repeated(100_000), 'model'))).toBe('too-many')
  })

  it('reads a large body through only where a letter of the key is escaped', () => {
    const pauses = (text: string): number => {
      const work = findMembers(Body.from(text), 'model')
      let count = 0
      while (work.next().done !== true) count += 1
      return count
    }
    const large = (written: string): string => `{"model":"a","x":["${written}"${',1'.repeat(2_000_000)}]}`
    expect(pauses(large('\\u0000\\u001b\\u00e9'))).toBe(0)
    expect(pauses(large('\\u006d'))).toBeGreaterThan(10)
  })

  it('passes white space at the end in slices', () => {
    const work = findMembers(
      new Body([Buffer.from(`{"model":"a","x":"${FILL}"}`), Buffer.alloc(4_000_000, ' ')]),
      'model',
    )
    let pauses = 0
    while (work.next().done !== true) pauses += 1
    expect(pauses).toBeGreaterThan(10)
  })

  it('sees a repetition that lies on a seam', () => {
    const text = `{"model":"a","x":"${FILL}","model":"b","y":"${FILL}"}`
    const at = Buffer.from(text).indexOf('"model":"b"')
    for (let shift = 0; shift <= 8; shift += 1) {
      const bytes = Buffer.from(text)
      const body = new Body([bytes.subarray(0, at + shift), bytes.subarray(at + shift)])
      expect(found(body, 'model')).toHaveLength(2)
    }
  })
})

describe('lastString', () => {
  it('takes the last, and only a string', () => {
    const read = (text: string) => lastString(Body.from(text), found(Body.from(text), 'm'))
    expect(read('{"m":"a","m":"b"}')).toBe('b')
    expect(read('{"m":"a","m":null}')).toBeUndefined()
    expect(read('{"m":""}')).toBeUndefined()
    expect(read(`{"m":"${'a'.repeat(100_000)}"}`)).toBeUndefined()
  })
})
