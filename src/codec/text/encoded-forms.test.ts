import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodedForms } from './encoded-forms.ts'

const ENCODINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  encodeURIComponent,
  (text) => encodeURIComponent(encodeURIComponent(text)),
  (text) => JSON.stringify(text),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(text).toString('base64url'),
  (text) => Buffer.from(`Bearer ${text}`).toString('base64'),
  (text) => Buffer.from(text).toString('hex'),
  (text) => Buffer.from(text).toString('hex').toUpperCase(),
  (text) => Buffer.from(text).toString('hex').replaceAll(/../g, '%$&'),
]

it('stand in every encoding of a text that holds the secret', () => {
  const secret = fc.string({ minLength: 12, maxLength: 60, unit: 'grapheme-ascii' })
  const around = fc.string({ maxLength: 9, unit: 'grapheme-ascii' })
  fc.assert(
    fc.property(secret, around, around, fc.constantFrom(...ENCODINGS), (value, before, after, encode) => {
      const text = encode(before + value + after)
      expect(encodedForms(value).some((form) => text.includes(form))).toBe(true)
    }),
    { numRuns: 3000 },
  )
})
