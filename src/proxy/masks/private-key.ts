/** Private keys in PEM (RFC 7468): what stands between the line that begins and the one that ends, whole or cut off. */
import { byteSet, has } from './byte-set.ts'
import { holdsPlaceholder } from './checks.ts'
import { literalGate } from './gate.ts'
import { type Kind, NOTHING, PEM_FORM } from './kind.ts'

const BEGIN = '-----BEGIN '
/** Begins the line at its end, or that of the next key where this one is cut off; none stands within it. */
const DASHES = '-----'
/** Bytes of the longest key. */
const LONGEST = 20_000
const LABEL = /^-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/
/** Fewer characters of Base64 are no key. */
const SHORTEST = 40
const BODY = byteSet('A-Za-z0-9+/=\n\r \t\\:,-')
/** Blanks and line ends, also as another text escapes them. */
const EDGE = /^(?:\s|\\[nrt]|\\(?=\\[nrt]))+|(?:\s|\\[nrt])+\\*$/g

export const privateKey: Kind = {
  id: 'private-key',
  names: { en: 'Private key (PEM)', zh: '私钥（PEM）' },
  family: 'general',
  rank: 'form',
  byDefault: true,
  gates: [literalGate(BEGIN)],
  reach: { before: 0, after: LONGEST },
  ahead: (bytes, at) => {
    const label = LABEL.exec(bytes.toString('latin1', at, at + 80))?.[0]
    if (label === undefined) return -BEGIN.length
    const most = Math.min(bytes.length, at + 2 * LONGEST)
    const closing = bytes.subarray(at + label.length, most).indexOf(DASHES)
    return closing < 0 ? most - at : label.length + closing + DASHES.length
  },
  find: (text, at) => {
    const label = LABEL.exec(text.toString('latin1', at, at + 80))?.[0]
    if (label === undefined) return NOTHING
    const from = at + label.length
    const closing = text.indexOf(DASHES, from)
    const to = closing >= 0 && closing - from <= LONGEST ? closing : endOfBody(text, from)
    const between = text.toString('latin1', from, to)
    const content = between.replace(EDGE, '')
    if (content.replace(/[^A-Za-z0-9+/=]/g, '').length < SHORTEST || holdsPlaceholder(content)) return NOTHING
    const start = from + between.indexOf(content)
    return [{ start, end: start + content.length, form: PEM_FORM, byContext: false }]
  },
  sample: (random) => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
    const line = (): string => Array.from({ length: 64 }, () => alphabet[Math.floor(random() * 64)]).join('')
    return `-----BEGIN PRIVATE KEY-----\n${line()}\n${line()}\n${line()}\n-----END PRIVATE KEY-----`
  },
}

/** Where a key that is cut off stops to look like one. */
const endOfBody = (text: Buffer, from: number): number => {
  let at = from
  while (at < text.length && at - from < LONGEST && has(BODY, text[at])) at += 1
  return at
}
