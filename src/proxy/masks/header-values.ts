/** Secrets in headers that stand in a text: what is shown to be let in, and cookies. */
import { byteSet, has } from './byte-set.ts'
import { entropy, holdsPlaceholder, isExample } from './checks.ts'
import { hasDigit } from './formed.ts'
import { literalGate } from './gate.ts'
import { type FoundSecret, type Kind, NOTHING, SECRET_FORM } from './kind.ts'
import { randomWord } from './sample-text.ts'

const TOKEN = byteSet('A-Za-z0-9._~+/=-')
/** Bytes of the longest value. */
const LONGEST = 3000
const SHORTEST = 16

const isToken = (text: string): boolean =>
  text.length >= SHORTEST && hasDigit(text) && entropy(text) >= 3 && !isExample(text) && !holdsPlaceholder(text)

/** As far as a token goes that follows a scheme. What is escaped within it ends nothing. */
const tokenAhead = (bytes: Buffer, at: number): number => {
  const from = bytes.indexOf(BLANK, at) + 1
  let end = from
  while (end < from + LONGEST && (has(TOKEN, bytes[end]) || bytes[end] === BACKSLASH)) end += 1
  return end - from < SHORTEST ? at - end : end - at + 1
}

const BLANK = 0x20
const BACKSLASH = 0x5c

const tokenAt = (text: Buffer, from: number): readonly FoundSecret[] => {
  let end = from
  while (end < from + LONGEST && has(TOKEN, text[end])) end += 1
  return isToken(text.toString('latin1', from, end))
    ? [{ start: from, end, form: SECRET_FORM, byContext: true }]
    : NOTHING
}

export const bearerHeader: Kind = {
  id: 'bearer-header',
  names: { en: 'Credential in a header', zh: '请求头里的凭据' },
  family: 'general',
  rank: 'context',
  byDefault: true,
  gates: [literalGate('bearer ', { anyCase: true }), literalGate('basic ', { anyCase: true })],
  reach: { before: 40, after: LONGEST + 16 },
  ahead: tokenAhead,
  find: (text, at) => {
    const scheme = text.toString('latin1', at, at + 7).toLowerCase()
    if (scheme === 'bearer ') return tokenAt(text, at + scheme.length)
    const before = text.toString('latin1', Math.max(0, at - 32), at)
    return /authorization["'\\]*\s*[:=,]\s*[\\"']*$/i.test(before) ? tokenAt(text, at + 'basic '.length) : NOTHING
  },
  sample: (random) => `Authorization: Bearer ${randomWord(random, 32)}`,
}

const ENDS_COOKIES = byteSet('\n\r"\'`')
const PAIR = /[^=;\s]+=([^;]*)/g

export const cookieHeader: Kind = {
  id: 'cookie-header',
  names: { en: 'Cookie', zh: 'Cookie' },
  family: 'general',
  rank: 'context',
  byDefault: true,
  gates: [literalGate('cookie: ', { anyCase: true })],
  reach: { before: 4, after: LONGEST + 16 },
  ahead: (bytes, at) => {
    let end = at
    while (end < at + LONGEST && end < bytes.length && !has(ENDS_COOKIES, bytes[end])) end += 1
    return end - at < 'cookie: '.length + SHORTEST ? at - end : end - at + 1
  },
  find: (text, at) => {
    const from = at + 'cookie: '.length
    let end = from
    while (end < from + LONGEST && end < text.length && !has(ENDS_COOKIES, text[end])) end += 1
    const cookies = text.toString('latin1', from, end).split('\\')[0] ?? ''
    return [...cookies.matchAll(PAIR)].flatMap(({ index, 0: pair, 1: value = '' }) => {
      const start = from + index + pair.length - value.length
      return isToken(value) ? [{ start, end: start + value.length, form: SECRET_FORM, byContext: true }] : []
    })
  },
  sample: (random) => `Cookie: theme=dark; session=${randomWord(random, 32)}`,
}
