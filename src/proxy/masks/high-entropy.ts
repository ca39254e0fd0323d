/** Long words that look like chance: off, for many of them are no secrets. */
import { byteSet, has } from './byte-set.ts'
import { classesOf, entropy, holdsPlaceholder, isExample, isHash, isUuid } from './checks.ts'
import { type Kind, NOTHING, SECRET_FORM } from './kind.ts'
import { mayStartWord } from './word-ends.ts'

const SET = byteSet('A-Za-z0-9_+/-')
const WITHIN = byteSet('A-Za-z0-9_-')
const SHORTEST = 24
const LONGEST = 256
/** Bits a character. */
const LEAST = 4

export const highEntropy: Kind = {
  id: 'high-entropy',
  names: { en: 'Long random word', zh: '长随机串' },
  family: 'general',
  rank: 'entropy',
  byDefault: false,
  gates: [{ sets: Array.from({ length: SHORTEST }, () => WITHIN), before: 0 }],
  reach: { before: LONGEST + 4, after: LONGEST + 4 },
  // Within a word the gate opens at every place.
  ahead: (bytes, at) => (has(WITHIN, bytes[at - 1]) && mayStartWord(bytes, at) === false ? -1 : LONGEST + 4),
  find: (text, at) => {
    if (at !== startOfRun(text, at)) return NOTHING
    let end = at
    while (end < at + LONGEST && has(SET, text[end])) end += 1
    const word = text.toString('latin1', at, end)
    if (classesOf(word) < 3 || entropy(word) < LEAST || isHash(word) || isUuid(word)) return NOTHING
    if (/\/.*\/.*\//.test(word) || isExample(word) || holdsPlaceholder(word)) return NOTHING
    return [{ start: at, end, form: SECRET_FORM, byContext: false }]
  },
  sample: (random) => {
    for (;;) {
      const word = Array.from(
        { length: 32 },
        () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'[Math.floor(random() * 62)],
      ).join('')
      if (classesOf(word) >= 3 && entropy(word) >= LEAST) return word
    }
  },
}

/** The first letter or digit of the run in which a place lies; signs before it are none of it, nor is the letter of an escape. */
const startOfRun = (text: Buffer, at: number): number => {
  let start = at
  while (start > 0 && at - start < LONGEST && has(SET, text[start - 1])) start -= 1
  if (text[start - 1] === 0x5c) start += 1
  while (start < at && !has(WITHIN, text[start])) start += 1
  return start
}
