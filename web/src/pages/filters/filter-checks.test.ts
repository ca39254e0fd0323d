import { describe, expect, it } from 'vitest'
import { headersFromLines, linesFromHeaders, matchOf, setOrLeave, shownAs, withMatch } from './filter-checks.ts'

describe('matchOf', () => {
  it('reads both ways of writing a match', () => {
    expect(matchOf({ path: '/a' })).toEqual({ kind: 'path', value: '/a' })
    expect(matchOf({ path: '/a', pathMatchType: 'prefix' })).toEqual({ kind: 'prefix', value: '/a' })
    expect(matchOf({ regex: '^/a' })).toEqual({ kind: 'regex', value: '^/a' })
  })
  it('leaves exactly one match behind, and keeps what it does not know', () => {
    expect(withMatch({ path: '/a', pathMatchType: 'prefix', id: 'x', note: 1 }, 'regex', '^/b')).toEqual({
      id: 'x',
      note: 1,
      regex: '^/b',
    })
  })
})

describe('headers as lines', () => {
  it('goes there and back', () => {
    const flat = ['content-type', 'application/json', 'x-a', 'b: c']
    expect(headersFromLines(linesFromHeaders(flat))).toEqual(flat)
  })
  it('skips lines that are no header', () => {
    expect(headersFromLines('nonsense\n: x\nA:1')).toEqual(['A', '1'])
  })
})

describe('setOrLeave', () => {
  it('removes a field without a value', () => {
    expect(setOrLeave({ a: 1, b: 2 }, 'b', undefined)).toEqual({ a: 1 })
  })
})

it.each([
  [undefined, 'own'],
  [400, 'plain'],
  [401, 'login'],
  [403, 'login'],
  [429, 'again'],
  [451, 'plain'],
  [503, 'again'],
])('says how clients show a refusal with %s', (status, shown) => {
  expect(shownAs(status)).toBe(shown)
})
