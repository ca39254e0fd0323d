/** What every document must pass, whatever it is about. */
import { describe, expect, test } from 'vitest'
import { type Document, DocumentError } from '../config/document.ts'

export interface DocumentSample {
  /** A text with a key at the top level and one deeper that no schema knows. */
  readonly strange: string
  /** A text with a wrong type in it, the dotted field that is wrong, and its line. */
  readonly wrong: { readonly text: string; readonly field: string; readonly line: number }
}

export const documentSuite = (document: Document<unknown>, sample: DocumentSample): void => {
  describe(`the document "${document.id}"`, () => {
    test('has a template that means the same as no file', () => {
      expect(document.parse(document.template)).toEqual(document.empty)
    })

    test('never takes an empty text for nothing said', () => {
      for (const text of ['', ' \n', '\uFEFF']) expect(errorOf(document, text).message).toContain('is empty')
    })

    test.each([
      ['a trailing comma', '{\n  "a": 1,\n}', 3],
      ['a comment', '{\n\n  // why\n  "a": 1\n}', 3],
      ['an end too early', '{\n  "a": [', 2],
      ['two values', '{}\n{}', 2],
      ['a bare word', '\r\n\r\nyes', 3],
      ['a tab in a text', '{\n"a": "x\ty"}', 2],
    ])('names the line of %s', (_what, text, line) => {
      const error = errorOf(document, text)
      expect(error.line).toBe(line)
      expect(error.message).toContain(`"${document.file}"`)
      expect(error.message).toContain(`line ${line}`)
    })

    test('refuses what is nested beyond measure instead of failing', () => {
      expect(errorOf(document, '['.repeat(200_000)).message).toContain(document.file)
    })

    test('names field and line of a wrong type', () => {
      const error = errorOf(document, sample.wrong.text)
      expect(error).toMatchObject({ field: sample.wrong.field, line: sample.wrong.line })
      expect(error.message).toContain(sample.wrong.field)
      expect(error.message).toContain(`line ${sample.wrong.line}`)
    })

    test.each(['1', '"text"', 'null', 'true'])('refuses %s', (text) => {
      expect(() => document.parse(text)).toThrow(DocumentError)
    })

    test('reads past keys it does not know, and a byte order mark', () => {
      expect(() => document.parse(sample.strange)).not.toThrow()
      expect(document.parse(`\uFEFF${sample.strange}`)).toEqual(document.parse(sample.strange))
    })

    test('reads the same text as the same value', () => {
      expect(document.parse(sample.strange)).toEqual(document.parse(sample.strange))
    })
  })
}

const errorOf = (document: Document<unknown>, text: string): DocumentError => {
  try {
    document.parse(text)
  } catch (error) {
    if (error instanceof DocumentError) return error
    throw error
  }
  throw new Error(`Read as good: ${text.slice(0, 80)}`)
}
