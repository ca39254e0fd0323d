import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appendJson, JsonTextError, removeJson, setJson } from './json-text.ts'

const TEXT = `{
    "a":   1.50,  "b": [ 1,2 ],
    "c": {
        "d": "x"
    }
}
`

describe('setJson', () => {
  test.each([
    [['a'], 2, TEXT.replace('1.50', '2')],
    [['b', 1], null, TEXT.replace('1,2', '1,null')],
    [['c', 'd'], 'ü', TEXT.replace('"x"', '"ü"')],
    [['c', 'e'], true, TEXT.replace('"x"', '"x",\n        "e": true')],
    [['n', 'm'], 1, TEXT.replace('    }\n}', '    },\n    "n": {\n        "m": 1\n    }\n}')],
    [['a', 'deep'], 1, TEXT.replace('1.50', '{\n        "deep": 1\n    }')],
  ])('%j', (path, value, expected) => expect(setJson(TEXT, path, value)).toBe(expected))

  test('fills empty objects and keeps one line on one line', () => {
    expect(setJson('{}', ['a'], 1)).toBe('{\n  "a": 1\n}')
    expect(setJson('{"a":{"b":1}}', ['a', 'c'], { d: [1] })).toBe('{"a":{"b":1, "c": { "d": [ 1 ] }}}')
  })

  test('of a key that stands twice it changes the one that counts', () => {
    expect(JSON.parse(setJson('{"a":1,"a":2}', ['a'], 3))).toEqual({ a: 3 })
  })

  test('keeps CRLF', () => {
    expect(setJson('{\r\n  "a": 1\r\n}\r\n', ['b'], { c: 1 })).toBe(
      '{\r\n  "a": 1,\r\n  "b": {\r\n    "c": 1\r\n  }\r\n}\r\n',
    )
  })
})

describe('appendJson', () => {
  test.each([
    ['{"t":[]}', '{"t":[\n  1\n]}'],
    ['{"t":[0]}', '{"t":[0, 1]}'],
    ['{\n  "t": [\n    0\n  ]\n}', '{\n  "t": [\n    0,\n    1\n  ]\n}'],
    ['{"t":null}', '{"t":[\n  1\n]}'],
    ['{}', '{\n  "t": [\n    1\n  ]\n}'],
  ])('%j', (text, expected) => expect(appendJson(text, ['t'], 1)).toBe(expected))
})

describe('removeJson', () => {
  test.each([
    [['a'], TEXT.replace('"a":   1.50,  ', '')],
    [['b'], TEXT.replace(',  "b": [ 1,2 ]', '')],
    [['b', 0], TEXT.replace('1,2', '2')],
    [['b', 1], TEXT.replace('1,2', '1')],
    [['c'], TEXT.replace(',\n    "c": {\n        "d": "x"\n    }', '')],
    [['c', 'd'], TEXT.replace(/\{\n {8}"d": "x"\n {4}\}/, '{}')],
    [['z'], TEXT],
  ])('%j', (path, expected) => expect(removeJson(TEXT, path)).toBe(expected))
})

describe('for any document', () => {
  const spaces = fc.constantFrom(0, 1, 2, 4)
  const list = fc.array(fc.dictionary(fc.constantFrom('k', 'l', 'm'), fc.jsonValue({ maxDepth: 1 })), { maxLength: 5 })

  test('removing, appending and setting do what they do to the value', () => {
    fc.assert(
      fc.property(list, spaces, fc.nat(4), (values, indent, place) => {
        const text = JSON.stringify({ list: values, end: 1 }, null, indent)
        const at = values.length === 0 ? 0 : place % values.length
        const parsed = JSON.parse(text).list
        expect(JSON.parse(removeJson(text, ['list', at]))).toEqual({ list: parsed.toSpliced(at, 1), end: 1 })
        expect(JSON.parse(appendJson(text, ['list'], { x: [1] }))).toEqual({ list: [...parsed, { x: [1] }], end: 1 })
        const set = JSON.parse(setJson(text, ['more', 'deep'], values))
        expect(set).toEqual({ list: parsed, end: 1, more: { deep: parsed } })
      }),
    )
  })
})

test.each(['', '{', '{"a":}', 'x', '{} {}', '{"a":1,}'])('refuses %j', (text) => {
  expect(() => setJson(text, ['a'], 1)).toThrow(JsonTextError)
  expect(() => removeJson(text, ['a'])).toThrow(JsonTextError)
  expect(() => appendJson(text, ['a'], 1)).toThrow(JsonTextError)
})
