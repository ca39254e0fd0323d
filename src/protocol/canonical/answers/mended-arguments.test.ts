import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { RawJson } from '../../../codec/json/exact-json.ts'
import { mendedArguments } from './mended-arguments.ts'

const SCHEMA = new RawJson(
  JSON.stringify({
    type: 'object',
    properties: {
      path: { type: 'string' },
      pages: { type: 'string' },
      mode: { type: 'string', enum: ['a', 'b'] },
      limit: { type: 'integer' },
      ratio: { type: ['number', 'null'] },
      all: { type: 'boolean' },
      list: { type: 'array' },
      more: { type: 'object' },
      any: {},
      due: { type: 'number' },
    },
    required: ['path', 'due'],
  }),
)

const mend = (pieces: readonly string[]) => {
  const mended = mendedArguments(SCHEMA)
  if (mended === undefined) throw new Error('nothing to mend')
  const text = pieces.map((piece) => mended.push(piece)).join('') + mended.end()
  return { text, isChanged: mended.isChanged }
}

describe('35: a value that the schema refuses', () => {
  test.each([
    ['{"path":"a","limit":"5"}', '{"path":"a","limit":5}'],
    ['{ "limit" : "5" , "path":"a" }', '{ "limit" : 5 , "path":"a" }'],
    [
      '{"all":"true","ratio":"1.50","list":"[\\"x\\",1]","more":"{\\"n\\": 1}"}',
      '{"all":true,"ratio":1.50,"list":["x",1],"more":{"n": 1}}',
    ],
    ['{"ratio":"null"}', '{"ratio":null}'],
    ['{"limit":"","path":"a"}', '{"path":"a"}'],
    ['{"path":"a","mode":"", "limit":" "}', '{"path":"a"}'],
    ['{"limit":"", "all":""}', '{}'],
    ['{"l\\u0069mit":"5"}', '{"l\\u0069mit":5}'],
  ])('%s is what was meant, for any cut', (given, expected) => {
    expect(mend([given])).toEqual({ text: expected, isChanged: true })
    expect(mend([...given])).toEqual({ text: expected, isChanged: true })
  })

  test.each([
    '{"path":"","pages":"","any":""}',
    '{"limit":"five","all":"yes","list":"x","due":"","more":"[1]"}',
    '{"limit":"1.5"}',
    '{"more":{"limit":"5"},"list":["5"]}',
    '{"path":"a","limit":5,"ratio":12345678901234567890.10}',
    '["limit","5"]',
    '"limit"',
    '{"limit":"5',
    '{}',
    ' { } ',
    '',
  ])('%s stays as it is', (given) => {
    expect(mend([...given])).toEqual({ text: given, isChanged: false })
  })
})

it('changes no byte of what the schema admits, however odd, and never throws', () => {
  const admitted = fc.record(
    {
      path: fc.string(),
      pages: fc.string(),
      limit: fc.integer(),
      all: fc.boolean(),
      list: fc.array(fc.jsonValue()),
      more: fc.dictionary(fc.string(), fc.jsonValue()),
      any: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(admitted, fc.nat(2), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      expect(mend([...text])).toEqual({ text, isChanged: false })
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('{', '}', '[', '"', ',', ':', '\\', 'limit', '5', ' ') }), (text) => {
      const { text: given, isChanged } = mend([...text])
      if (!isChanged) expect(given).toBe(text)
    }),
    { numRuns: 2000 },
  )
})

it('has nothing to do where members are texts', () => {
  expect(mendedArguments(new RawJson('{"type":"object","properties":{"a":{"type":"string"}}}'))).toBeUndefined()
  expect(mendedArguments(undefined)).toBeUndefined()
})
