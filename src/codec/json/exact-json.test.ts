import fc from 'fast-check'
import { expect, it } from 'vitest'
import { finish } from '../work/work.ts'
import { type JsonObject, parseJson, parsingJson, RawJson, readJson, writeJson } from './exact-json.ts'
import { ExactJsonError } from './exact-parser.ts'
import { writingJson } from './writing-json.ts'

const read = (text: string): unknown => parseJson(text).value

it('reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(3), (text, indent) => {
      const spaced = JSON.stringify(JSON.parse(text), null, indent)
      expect(JSON.parse(writeJson(read(spaced)))).toEqual(JSON.parse(text))
    }),
  )
})

it('refuses what JSON.parse refuses', () => {
  fc.assert(
    fc.property(
      fc.json({ maxDepth: 2 }),
      fc.nat(40),
      fc.constantFrom('', ',', '"', '}', '\\', '\n', '1'),
      (text, place, put) => {
        const broken = text.slice(0, place) + put + text.slice(place + 1)
        let expected = true
        try {
          JSON.parse(broken)
        } catch {
          expected = false
        }
        expect(readJson(broken) !== undefined).toBe(expected)
      },
    ),
  )
})

it.each(['9007199254740993', '1.0', '1e400', '-0', '0.1000000000000000055', '1E5', '12345678901234567890'])(
  'keeps the digits of %s',
  (digits) => {
    expect(read(digits)).toEqual(new RawJson(digits))
    expect(writeJson(read(`{"a":[${digits}]}`))).toBe(`{"a":[${digits}]}`)
  },
)

it('gives every object and array back as it was written', () => {
  const document = parseJson('\ufeff{ "b": {"2":1, "1": 9007199254740993,\n"e":"\\u00e9"}, "a": [ 1 ,2] }')
  const value = document.value as JsonObject
  expect(document.raw(value['b'] ?? null).text).toBe('{"2":1, "1": 9007199254740993,\n"e":"\\u00e9"}')
  expect(document.raw(value['a'] ?? null).text).toBe('[ 1 ,2]')
  expect(document.raw('é').text).toBe('"é"')
})

it('keeps a member called __proto__ a member', () => {
  const value = read('{"__proto__":{"x":1}}') as object
  expect(Object.keys(value)).toEqual(['__proto__'])
  expect(writeJson(value)).toBe('{"__proto__":{"x":1}}')
})

it('refuses what is nested too deeply, and reads a long flat text', () => {
  expect(() => parseJson('['.repeat(100_000))).toThrow(ExactJsonError)
  expect(read(`[${'1,'.repeat(100_000)}1]`)).toHaveLength(100_001)
})

it('leaves undefined members out and writes undefined items as null', () => {
  expect(writeJson({ a: undefined, b: [undefined, new RawJson('1.0')] })).toBe('{"b":[null,1.0]}')
})

it('reads a part once, and knows what a document has read of it', () => {
  const document = parseJson('{"a": {"n": 1.10, "b": [1]}}')
  const { a } = document.value as JsonObject
  expect(document.raw(a ?? null).value).toBe(a)
  const loose = new RawJson('{"x": [ 2 ]}')
  expect(readJson(loose)).toBe(readJson(loose))
  expect(loose.read?.raw((loose.value as JsonObject)['x'] ?? null).text).toBe('[ 2 ]')
  expect(new RawJson('{').value).toBeUndefined()
})

it('reads and writes long strings with their escapes whole, wherever they are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('\\', '"', '\n', '\ud83d', '\ude00', 'x', 'é', '\u0001'), {
        minLength: 1,
        maxLength: 9,
      }),
      fc.nat(20),
      (unit, shift) => {
        const said = 'y'.repeat(shift) + unit.join('').repeat(Math.ceil(300_000 / unit.length))
        const text = JSON.stringify([said])
        expect(read(text)).toEqual([said])
        expect(finish(writingJson([said]))).toBe(text)
      },
    ),
    { numRuns: 30 },
  )
})

it('writes in slices what it writes at once', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      expect(finish(writingJson(read(text)))).toBe(writeJson(read(text)))
    }),
  )
})

it.each([
  ['messages', `[${'{"role":"user","content":"x"},'.repeat(90_000)}1]`],
  ['numbers', `[${'1,'.repeat(400_000)}1]`],
  ['white space', `[${' '.repeat(3_000_000)}1]`],
  ['quotes', `["${'\\"'.repeat(1_000_000)}"]`],
  ['escapes', `["${'\\u0041'.repeat(500_000)}"]`],
])('reads many %s in slices', (_, text) => {
  const work = parsingJson(text)
  let slices = 0
  for (; work.next().done !== true; slices += 1);
  expect(slices).toBeGreaterThan(5)
})

it.each([
  ['objects and lists', `[${'[],'.repeat(100_000)}1]`],
  ['values', `[${'1,'.repeat(500_000)}1]`],
])('refuses more %s than anybody means', (what, text) => {
  expect(() => parseJson(text)).toThrow(`more than`)
  expect(() => parseJson(text)).toThrow(what)
})
