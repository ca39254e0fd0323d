import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drop, dropElement, editObject, put, renameKey, valueAt } from './json-edit.ts'

const edit = (text: string, change: (plain: string) => string) => editObject('it', text, change)

describe('editObject', () => {
  test('keeps a byte order mark, and the very text when nothing changes', () => {
    expect(edit('\uFEFF{"a":1}', (plain) => put(plain, ['a'], 2))).toBe('\uFEFF{"a":2}')
    expect(edit(' \n', (plain) => plain)).toBe(' \n')
    expect(edit(' \n', (plain) => put(plain, ['a'], 2))).toBe('{\n  "a": 2\n}')
  })

  test.each(['[]', '1', '{"a":1,}', '// x\n{}', '{'])('never works on %s', (text) => {
    expect(() => edit(text, () => '{}')).toThrow('Cannot read it')
  })
})

test('put leaves a value that is there already in its own form', () => {
  const text = '{"a": 10.0, "b": 1e5, "c": {"x" : [1,  2.0]}, "d": "\\u0041"}'
  expect(put(text, ['a'], 10)).toBe(text)
  expect(put(text, ['b'], 100_000)).toBe(text)
  expect(put(text, ['c'], { x: [1, 2] })).toBe(text)
  expect(put(text, ['d'], 'A')).toBe(text)
  expect(put(text, ['c', 'x', 1], 3)).toBe(text.replace('2.0', '3'))
})

test('drop and renameKey reach every repetition', () => {
  expect(drop('{"a": 1, "b": 2, "a": 3}', ['a'])).toBe('{"b": 2}')
  expect(renameKey('{"a": 1, "b": 2, "a" : 3}', ['a'], '7')).toBe('{"7": 1, "b": 2, "7" : 3}')
  expect(renameKey('{"x": {"a": [1e5]}}', ['x', 'a'], 'ä"')).toBe('{"x": {"ä\\"": [1e5]}}')
  expect(dropElement('[1, 2, 2]', [1])).toBe('[1, 2]')
})

describe('for any document', () => {
  /** A value written with a random use of white space and number forms, of which none may change. */
  const blank = fc.stringMatching(/^[ \t\r\n]{0,3}$/)
  const scalar = fc.oneof(
    fc.constantFrom('10', '10.0', '1e5', '-0', '1E+2', 'true', 'null', '"\\u00e9"', '"\\/"', '0.10'),
    fc.string().map((value) => JSON.stringify(value)),
  )
  const { value: written } = fc.letrec<{ value: string; object: string; list: string }>((tie) => ({
    value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('object'), tie('list')),
    object: fc
      .array(fc.tuple(blank, fc.string({ maxLength: 3 }), blank, tie('value'), blank), { maxLength: 4 })
      .map(
        (items) => `{${items.map(([a, key, b, value, c]) => `${a}${JSON.stringify(key)}${b}:${value}${c}`).join(',')}}`,
      ),
    list: fc
      .array(fc.tuple(blank, tie('value'), blank), { maxLength: 4 })
      .map((items) => `[${items.map((parts) => parts.join('')).join(',')}]`),
  }))
  const members = fc.array(fc.tuple(blank, written, blank), { minLength: 1, maxLength: 6 })
  const textOf = (
    parts: readonly (readonly [string, string, string])[],
    name: (place: number) => string = (place) => `k${place}`,
  ) => `{${parts.map(([before, value, after], place) => `${before}"${name(place)}":${value}${after}`).join(',')}}\n`

  test('what an edit is not about stays byte for byte', () => {
    fc.assert(
      fc.property(members, fc.nat(), fc.jsonValue(), (parts, pick, next) => {
        const index = pick % parts.length
        const text = textOf(parts)
        const at = (change: [string, string, string]) => textOf(parts.with(index, change))
        const [before, old, after] = parts[index] ?? ['', '', '']
        const same = JSON.stringify(JSON.parse(old)) === JSON.stringify(next)
        const put1 = put(text, [`k${index}`], next)
        expect(JSON.parse(put1)[`k${index}`]).toEqual(JSON.parse(JSON.stringify(next)))
        if (!same) {
          const [head, tail] = at([before, '\0', after]).split('\0') as [string, string]
          expect(put1.startsWith(head) && put1.endsWith(tail)).toBe(true)
        }
        expect(renameKey(text, [`k${index}`], 'other')).toBe(
          textOf(parts, (place) => (place === index ? 'other' : `k${place}`)),
        )
      }),
    )
  })

  test('adding and taking away gives the values back, byte for byte', () => {
    fc.assert(
      fc.property(members, fc.jsonValue(), (parts, value) => {
        const text = textOf(parts)
        const added = put(text, ['added'], value)
        expect(valueAt(added, ['added'])).toEqual(JSON.parse(JSON.stringify(value)))
        expect(drop(added, ['added'])).toBe(text)
      }),
    )
  })

  test('taking a member away leaves the others as they are written', () => {
    fc.assert(
      fc.property(members, fc.nat(), (parts, pick) => {
        const index = pick % parts.length
        const left = drop(textOf(parts), [`k${index}`])
        for (const [place, [, value]] of parts.entries()) {
          if (place === index) expect(valueAt(left, [`k${place}`])).toBeUndefined()
          else expect(left).toContain(`"k${place}":${value}`)
        }
        expect(Object.keys(JSON.parse(left))).toHaveLength(parts.length - 1)
      }),
    )
  })
})
