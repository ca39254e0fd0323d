/** What stands in the place of a secret: always the same for one secret, and nobody without the key can make or read it. */
import { createHmac } from 'node:crypto'
import type { PlaceholderForm } from '../masks/kind.ts'

/** Crockford's base32 in lower case. https://www.crockford.com/base32.html */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'

/** Characters that tell one secret from another: 60 bits. */
export const WORD_LENGTH = 12

export interface Placeholder extends PlaceholderForm {
  readonly text: string
}

/** Makes placeholders with a key. The form is part of what is hashed, so that none is part of another. */
export const createMint =
  (key: Uint8Array) =>
  (form: PlaceholderForm, secret: Uint8Array): Placeholder => {
    const digest = createHmac('sha256', key).update(form.head).update('\0').update(secret).digest()
    let word = ''
    for (let index = 0; index < WORD_LENGTH; index += 1) word += DIGITS[bitsAt(digest, index * 5)]
    return { ...form, text: form.head + word + form.tail }
  }
export type Mint = ReturnType<typeof createMint>

/** Five bits from a place on. */
const bitsAt = (bytes: Buffer, place: number): number => (bytes.readUInt16BE(place >> 3) >> (11 - (place & 7))) & 31

const SHORT_NAME = /^[A-Za-z]{1,24}$/

/** Of own words: the name of their rule, where it is made of letters. */
export const namedForm = (name: string): PlaceholderForm => ({
  head: SHORT_NAME.test(name) ? `${name}-` : 'Name-',
  tail: '',
})
