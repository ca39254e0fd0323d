/** Secrets told by the name they are given to, whatever they look like: `password=…`, `"apiKey": "…"`, `密码：…`. */
import { byteSet, has, LETTER, LOWER, UPPER, WORD } from './byte-set.ts'
import { literalGate, literalGates } from './gate.ts'
import { type FoundSecret, type Kind, NOTHING, SECRET_FORM } from './kind.ts'
import { isBareSecret, isQuotedSecret, isTightSecret } from './value-checks.ts'

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
  ahead: valueAhead,
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

/** What stands between a name and its sign, or a sign and its value: quotes, blanks, and what escapes them. */
const BETWEEN = byteSet('"\'`\\\\ \\]')
const SIGNS = byteSet('=:')
const BLANKS = byteSet(' \t\n\r')
const CLOSES = byteSet('"\'`\\\\')
const NEVER = byteSet('<>(){}')
/** Bytes of the shortest value. */
const SHORTEST = 8
/** Bytes of the longest last word of a name: more follow none of those that count. */
const LONGEST_NAME = 16

/** A sign must follow the name that begins here, and something that may be a value. */
function valueAhead(bytes: Buffer, at: number): number {
  const sign = passed(bytes, behindWord(bytes, at))
  if (!has(SIGNS, bytes[sign]) && !isWideColon(bytes, sign)) return at - sign
  // The rest of a colon of three bytes, or of its number.
  let place = passed(bytes, sign + (bytes[sign] === 0xef ? 3 : bytes[sign] === 0x75 ? 5 : 1))
  if (bytes[place] === 0x3e || bytes[place] === 0x3d) place = passed(bytes, place + 1)
  return isLong(bytes, place) ? LONGEST + 64 : at - place - SHORTEST
}

/** Whether what begins here is long enough, or has an end that may be none: a quote within it, an escape. */
const isLong = (bytes: Buffer, start: number): boolean => {
  for (let place = start; place < bytes.length; place += 1) {
    const byte = bytes[place]
    if (has(CLOSES, byte)) return place > start
    if (has(BLANKS, byte) || has(NEVER, byte)) return place - start >= SHORTEST && !has(NEVER, byte)
    if (place - start >= LONGEST) return true
  }
  return bytes.length - start >= SHORTEST
}

/** Names are letters, or two Chinese characters: three bytes each, or numbered. */
const behindWord = (bytes: Buffer, at: number): number => {
  if (bytes[at] === BACKSLASH) return at + 12
  if ((bytes[at] ?? 0) >= 0x80) return at + 6
  let place = at
  while (place < at + LONGEST_NAME && (has(WORD, bytes[place]) || bytes[place] === 0x2d)) place += 1
  return place
}

/** `：`, as it is or numbered, its backslash already behind. */
const isWideColon = (bytes: Buffer, at: number): boolean => bytes[at] === 0xef || bytes[at] === 0x75

/** Behind what stands between. */
const passed = (bytes: Buffer, from: number): number => {
  let place = from
  while (place < from + 24 && has(BETWEEN, bytes[place])) place += 1
  return place
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
  // As files of settings write it, programs hardly ever.
  const isTight = at === from + sign || sign === WIDE_COLON.length
  const secret = opening > at ? quoted(text, at, opening) : bare(text, at, isTight)
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
  const near = text.subarray(0, start + LONGEST)
  let end = near.indexOf(mark, start)
  while (end > 0 && mark[0] !== BACKSLASH && near[end - 1] === BACKSLASH) end = near.indexOf(mark, end + 1)
  if (end < 0) return undefined
  return isQuotedSecret(text.toString('utf8', start, end)) ? { start, end } : undefined
}

const ENDS_LINE = byteSet('\n\r')
/** What ends a value at the end of a line, or where the text around it goes on. */
const ENDS_VALUE = byteSet(' \t\n\r"\'`')
const TAIL = byteSet(',;')

/** Up to the end of the line; a text that itself stands in quotes may end there, too. */
const bare = (text: Buffer, start: number, isTight: boolean): Span | undefined => {
  let end = start
  while (end < text.length && end < start + LONGEST && !has(ENDS_VALUE, text[end]) && !isEscapedLineEnd(text, end))
    end += 1
  const after = skipBlanks(text, end)
  const isEnd =
    after >= text.length || has(ENDS_LINE, text[after]) || has(QUOTE, text[after]) || isEscapedLineEnd(text, after)
  if (!isEnd) return undefined
  while (end > start && (has(TAIL, text[end - 1]) || text[end - 1] === BACKSLASH)) end -= 1
  const value = text.toString('utf8', start, end)
  return (isTight ? isTightSecret(value) : isBareSecret(value)) ? { start, end } : undefined
}

/** `\n` or `\r`, as a text in a text has them. */
const isEscapedLineEnd = (text: Buffer, at: number): boolean =>
  text[at] === BACKSLASH && (text[at + 1] === 0x6e || text[at + 1] === 0x72)
