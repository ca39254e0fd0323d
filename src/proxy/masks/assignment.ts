/** Secrets told by the name they are given to, whatever they look like: `password=…`, `"apiKey": "…"`, `密码：…`. */
import { byteSet, has, LETTER, LOWER, UPPER, WORD } from './byte-set.ts'
import { literalGate, literalGates } from './gate.ts'
import { type FoundSecret, type Kind, NOTHING, SECRET_FORM } from './kind.ts'
import { isBareSecret, isQuotedSecret } from './value-checks.ts'

/** Last words of names. Those that are long enough may stand right behind other letters: `PGPASSWORD`. */
const WORDS = [
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'token',
  'api_key',
  'api-key',
  'apikey',
  'access_key',
  'accesskey',
  'secret_key',
  'secretkey',
  'private_key',
  'privatekey',
  'auth_key',
  'authkey',
  'credential',
]
const CHINESE = ['密码', '口令', '密钥', '令牌']

/** Bytes of the longest value. */
const LONGEST = 256

export const assignment: Kind = {
  id: 'assignment',
  names: { en: 'Value of a name like password', zh: '名为 password 之类的值' },
  family: 'general',
  rank: 'assignment',
  byDefault: true,
  gates: [
    ...WORDS.map((word) => literalGate(word, { anyCase: true })),
    ...CHINESE.flatMap((word) => literalGates(word)),
  ],
  reach: { before: 16, after: LONGEST + 64 },
  find: (text, at) => {
    const end = endOfName(text, at)
    return end === undefined ? NOTHING : valueAt(text, end)
  },
  sample: (random) => {
    const word = [...WORDS, ...CHINESE][Math.floor(random() * (WORDS.length + CHINESE.length))]
    for (;;) {
      const value = randomValue(random)
      if (isBareSecret(value)) return `${word}=${value}`
    }
  },
}

const SAMPLE = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_!%^+'

const randomValue = (random: () => number): string =>
  Array.from({ length: 12 + Math.floor(random() * 12) }, () => SAMPLE[Math.floor(random() * SAMPLE.length)]).join('')

/** The place behind the name whose last word begins at `at`. */
const endOfName = (text: Buffer, at: number): number | undefined => {
  const chinese = CHINESE.find((word) => text.indexOf(word, at) === at)
  if (chinese !== undefined) return at + Buffer.byteLength(chinese)
  const written = text.toString('latin1', at, at + 12).toLowerCase()
  const word = WORDS.filter((known) => written.startsWith(known)).sort((a, b) => b.length - a.length)[0]
  if (word === undefined || (word.length < 8 && !beginsWord(text, at))) return undefined
  const end = at + word.length
  return has(WORD, text[end]) || text[end] === 0x2d ? undefined : end
}

/** No letter stands before it, or a border of camel case. */
const beginsWord = (text: Buffer, at: number): boolean => {
  const before = text[at - 1]
  if (!has(LETTER, before) || text[at - 2] === 0x5c) return true
  return has(UPPER, text[at]) && (has(LOWER, before) || has(UPPER, text[at + 1]))
}

const QUOTE = byteSet('"\'`')
const BACKSLASH = 0x5c
const BLANK = byteSet(' \t')
const WIDE_COLON = Buffer.from('：')

/** The value behind a name, a sign and perhaps an opening quote. */
const valueAt = (text: Buffer, from: number): readonly FoundSecret[] => {
  let at = skipQuote(text, from)
  if (text[at] === 0x5d) at += 1
  at = skipBlanks(text, at)
  const sign = signAt(text, at)
  if (sign === 0) return NOTHING
  at = skipBlanks(text, at + sign)
  const opening = skipQuote(text, at)
  const secret = opening > at ? quoted(text, at, opening) : bare(text, at)
  return secret === undefined ? NOTHING : [{ ...secret, form: SECRET_FORM, byContext: true }]
}

const skipBlanks = (text: Buffer, from: number): number => {
  let at = from
  while (has(BLANK, text[at])) at += 1
  return at
}

/** Behind a quote, and the backslashes that escape it. */
const skipQuote = (text: Buffer, from: number): number => {
  let at = from
  while (text[at] === BACKSLASH && at < from + 4) at += 1
  return has(QUOTE, text[at]) ? at + 1 : from
}

/** Bytes of the sign that gives a value to a name; 0 for none. */
const signAt = (text: Buffer, at: number): number => {
  const [first, second, third] = [text[at], text[at + 1], text[at + 2]]
  if (first === 0x3d) return second === 0x3e ? 2 : second === 0x3d ? 0 : 1
  if (first === 0x3a) return second === 0x3d ? 2 : second === 0x3a ? 0 : 1
  return first === WIDE_COLON[0] && second === WIDE_COLON[1] && third === WIDE_COLON[2] ? 3 : 0
}

interface Span {
  readonly start: number
  readonly end: number
}

/** Up to the quote that closes it, written as the one that opened it. */
const quoted = (text: Buffer, at: number, start: number): Span | undefined => {
  const mark = text.subarray(at, start)
  const end = text.subarray(0, start + LONGEST).indexOf(mark, start)
  if (end < 0) return undefined
  return isQuotedSecret(text.toString('utf8', start, end)) ? { start, end } : undefined
}

const ENDS_LINE = byteSet('\n\r')
/** What ends a value at the end of a line, or where the text around it goes on. */
const ENDS_VALUE = byteSet(' \t\n\r"\'`')
const TAIL = byteSet(',;')

/** Up to the end of the line; a text that itself stands in quotes may end there, too. */
const bare = (text: Buffer, start: number): Span | undefined => {
  let end = start
  while (end < text.length && end < start + LONGEST && !has(ENDS_VALUE, text[end]) && !isEscapedLineEnd(text, end))
    end += 1
  const after = skipBlanks(text, end)
  const isEnd =
    after >= text.length || has(ENDS_LINE, text[after]) || has(QUOTE, text[after]) || isEscapedLineEnd(text, after)
  if (!isEnd) return undefined
  while (end > start && (has(TAIL, text[end - 1]) || text[end - 1] === BACKSLASH)) end -= 1
  return isBareSecret(text.toString('utf8', start, end)) ? { start, end } : undefined
}

/** `\n` or `\r`, as a text in a text has them. */
const isEscapedLineEnd = (text: Buffer, at: number): boolean =>
  text[at] === BACKSLASH && (text[at + 1] === 0x6e || text[at + 1] === 0x72)
