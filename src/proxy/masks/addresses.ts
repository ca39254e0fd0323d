/** Passwords in addresses: of web servers and repositories, and of databases. */
import { byteSet, has } from './byte-set.ts'
import { holdsPlaceholder, isDevelopmentWord, isExample } from './checks.ts'
import { literalGate } from './gate.ts'
import { type FoundSecret, type Kind, NOTHING, SECRET_FORM } from './kind.ts'
import { randomWord } from './sample-text.ts'

const DATABASES =
  /(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|sqlserver|clickhouse|cockroachdb|oracle|couchdb|cassandra|neo4j|bolt|nats|kafka|ldaps?|smtps?)$/i

/** Bytes of a scheme, of a user's name and of a password. */
const LONGEST_SCHEME = 24
const LONGEST_PART = 200

/** Templates, and what stands for a value that comes from elsewhere. */
const ELSEWHERE = /^[$%{<[*]|[<>{}()$]|^\*+$|^%\w$/

const isPassword = (text: string): boolean =>
  text.length >= 4 &&
  !ELSEWHERE.test(text) &&
  !isDevelopmentWord(text) &&
  !isExample(text) &&
  !holdsPlaceholder(text) &&
  !/^(?:p(?:ass)?w(?:or)?d?|passw)$/i.test(text)

const contextual = (start: number, end: number): readonly FoundSecret[] => [
  { start, end, form: SECRET_FORM, byContext: true },
]

const SLASHES = [literalGate('://'), literalGate(':\\/\\/')]
const SCHEME = byteSet('A-Za-z0-9+.-')
const USER = byteSet('A-Za-z0-9._~%!$&*+,;=-')
const NOT_PASSWORD = byteSet(' \t\n\r"\'`<>/@\\\\')

/** A colon and then an at sign must follow before the address ends, however it is escaped. */
const passwordAhead = (bytes: Buffer, at: number): number => {
  let colon = false
  let place = at + 3
  for (; place < at + 2 * LONGEST_PART && place < bytes.length; place += 1) {
    const byte = bytes[place]
    if (byte === 0x40 && colon) return 2 * LONGEST_PART + 16
    if (byte === 0x3a) colon = true
    else if (place > at + 5 && has(ENDS_ADDRESS, byte)) break
  }
  return at - place
}

const ENDS_ADDRESS = byteSet(' \t\n\r"\'`<>/')

/** The password in the address whose `://` stands at `at`, and its scheme. */
const inAddress = (text: Buffer, at: number): { scheme: string; start: number; end: number } | undefined => {
  let begin = at
  while (begin > at - LONGEST_SCHEME && has(SCHEME, text[begin - 1])) begin -= 1
  const user = at + (text[at + 1] === 0x5c ? ':\\/\\/'.length : '://'.length)
  let colon = user
  while (colon < user + LONGEST_PART && has(USER, text[colon])) colon += 1
  if (text[colon] !== 0x3a) return undefined
  const start = colon + 1
  let end = start
  while (end < start + LONGEST_PART && end < text.length && !has(NOT_PASSWORD, text[end])) end += 1
  if (text[end] !== 0x40) return undefined
  return { scheme: text.toString('latin1', begin, at), start, end }
}

const find =
  (ofDatabase: boolean) =>
  (text: Buffer, at: number): readonly FoundSecret[] => {
    const place = inAddress(text, at)
    if (place === undefined || DATABASES.test(place.scheme) !== ofDatabase) return NOTHING
    const { start, end } = place
    return isPassword(text.toString('utf8', start, end)) ? contextual(start, end) : NOTHING
  }

export const basicAuthUrl: Kind = {
  id: 'basic-auth-url',
  names: { en: 'Password in an address', zh: '网址里的密码' },
  family: 'general',
  rank: 'context',
  byDefault: true,
  gates: SLASHES,
  ahead: passwordAhead,
  reach: { before: LONGEST_SCHEME + 8, after: 2 * LONGEST_PART + 16 },
  find: find(false),
  sample: (random) => `https://deploy:${randomWord(random, 14)}@git.intern.test/a.git`,
}

const PAIR = /^(?:password|pwd)=$/i
const HOLDER = /(?:server|data source|host|database|initial catalog|user id|uid)\s*=/i
const NOT_VALUE = byteSet(';"\'`\n\r\\\\')

/** The value of `Password=…;` among the pairs of a connection string. */
const inPairs = (text: Buffer, at: number): readonly FoundSecret[] => {
  const sign = text.indexOf(0x3d, at)
  if (sign < 0 || !PAIR.test(text.toString('latin1', at, sign + 1))) return NOTHING
  const start = sign + 1
  let end = start
  while (end < start + LONGEST_PART && end < text.length && !has(NOT_VALUE, text[end])) end += 1
  const around = text.toString('latin1', Math.max(0, at - 200), Math.min(text.length, end + 200))
  if (!HOLDER.test(around) || !around.includes(';')) return NOTHING
  return isPassword(text.toString('utf8', start, end)) ? contextual(start, end) : NOTHING
}

export const connectionString: Kind = {
  id: 'connection-string',
  names: { en: 'Password of a database', zh: '数据库连接串里的密码' },
  family: 'general',
  rank: 'context',
  byDefault: true,
  gates: [...SLASHES, literalGate('password=', { anyCase: true }), literalGate('pwd=', { anyCase: true })],
  ahead: (bytes, at) => (bytes[at] === 0x3a ? passwordAhead(bytes, at) : 2 * LONGEST_PART + 220),
  reach: { before: 220, after: 2 * LONGEST_PART + 220 },
  find: (text, at) => (text[at] === 0x3a ? find(true)(text, at) : inPairs(text, at)),
  sample: (random) =>
    random() < 0.5
      ? `postgres://app:${randomWord(random, 14)}@db.intern.test:5432/app`
      : `Server=db;Database=app;User Id=app;Password=${randomWord(random, 14)};`,
}
