import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { DocumentError } from './document.ts'
import { jsonDocument, readJson } from './json-document.ts'

const schema = z.looseObject({
  list: z.array(z.union([z.number(), z.looseObject({ deep: z.string() })])).optional(),
  mode: z.enum(['one', 'two']).optional(),
  count: z.number().int().min(1).max(9).optional(),
})
const document = jsonDocument({
  id: 'it',
  file: 'it.json',
  schema,
  template: '{}\n',
  whenUnreadable: 'refuse',
  check: ({ mode, count }, json) => {
    if (mode === 'two' && count === undefined) throw json.complain(['count'], { code: 'not-valid', params: {} })
  },
})

const errorOf = (text: string): DocumentError => {
  try {
    document.parse(text)
  } catch (error) {
    if (error instanceof DocumentError) return error
    throw error
  }
  throw new Error('Read as good')
}

describe('a complaint', () => {
  test.each([
    ['{"list": 5}', 'list must be a list', 1, 10],
    ['{"list": [1,\n  "x"]}', 'list.1 must be a number or must be an object', 2, 3],
    ['{"list": [1,\r\n  {"deep": 1}]}', 'list.1.deep must be text in quotes', 2, 12],
    ['{"list": [1,\r  {}]}', 'list.1.deep must be text in quotes', 2, 3],
    ['{"mode": "three"}', 'mode must be one of "one", "two"', 1, 10],
    ['{"count": 1.5}', 'count must be a whole number', 1, 11],
    ['{"count": 0}', 'count must be at least 1', 1, 11],
    ['{"count": 10}', 'count must be at most 9', 1, 11],
    ['{"mode": "two"}', 'count is not valid', 1, 1],
    ['{"count": 5, "count": 0}', 'count must be at least 1', 1, 23],
    ['\uFEFF[]', 'the document must be an object', 1, 1],
  ])('about %j', (text, claim, line, column) => {
    const error = errorOf(text)
    expect(error.message).toBe(`Cannot read "it.json": ${claim} (line ${line}, column ${column})`)
    expect(error).toMatchObject({ line, column })
  })

  test.each([
    ['{"mode": "three"}', { code: 'must-be-one-of', params: { values: '"one", "two"' } }],
    ['{"list": ["x"]}', { code: 'must-be-either', params: { first: 'must-be-number', second: 'must-be-object' } }],
    ['{"count": 0}', { code: 'must-be-at-least', params: { limit: '1' } }],
    ['{"count": 1,}', { code: 'json-property-name', params: {} }],
    ['', { code: 'file-empty', params: {} }],
    ['['.repeat(100_000), { code: 'json-too-deep', params: {} }],
  ])('about %.20s has a reason of its own', (text, reason) => {
    expect(errorOf(text).reason).toEqual(reason)
  })

  test('never repeats what it found', () => {
    for (const text of [
      '{"mode": "sk-secret"}',
      '{"count": "sk-secret"}',
      '{"a": sk-secret}',
      '{"list": ["sk-secret"]}',
    ]) {
      expect(errorOf(text).message).not.toContain('sk-secret')
    }
  })
})

describe('what is JSON', () => {
  test('is what JSON.parse takes, for any text close to it', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"a"',
        '"',
        '1',
        '-',
        '0',
        '1e5',
        'true',
        'null',
        ' ',
        '\n',
        '\t',
        '\\u00e9',
        '//x',
        '/**/',
        '\uFEFF',
      ),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('')
        const plain = text.startsWith('\uFEFF') ? text.slice(1) : text
        let expected: unknown
        let good = true
        try {
          expected = JSON.parse(plain)
        } catch {
          good = false
        }
        if (good) expect(readJson('it', text).value).toEqual(expected)
        else expect(() => readJson('it', text)).toThrow(DocumentError)
      }),
      { numRuns: 2000 },
    )
  })

  test('names stand in file order, each once', () => {
    expect(readJson('it', '{"b": 1, "10": 2, "2": 3, "b": 4}').names).toEqual(['b', '10', '2'])
    expect(readJson('it', '[1]').names).toEqual([])
  })
})
