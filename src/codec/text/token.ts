/** CLP's own tokens: how one is made, recognised and hashed, and where a request may show one. Pure but for the random source. */
import { hash, randomBytes } from 'node:crypto'
import { GENERATED_TOKEN, holdsEncodedToken, MAY_BE_ENCODED, SHORTEST_ENCODED } from './encoded-token.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const LENGTH = 32
const MARK = 'clp_'
/** Bytes from here on are thrown away: 248 is the largest multiple of 62 that fits a byte, so no character is favoured. */
const FAIR_BYTES = 256 - (256 % ALPHABET.length)

/** A new token: `clp_` and 32 characters of `[A-Za-z0-9]`, about 190 bits. `source` returns that many random bytes. */
export const generateToken = (source: (size: number) => Uint8Array = randomBytes): string => {
  let characters = ''
  while (characters.length < LENGTH) {
    for (const byte of source(LENGTH)) {
      if (byte < FAIR_BYTES && characters.length < LENGTH) characters += ALPHABET.charAt(byte % ALPHABET.length)
    }
  }
  return MARK + characters
}

/** SHA-256 as lower-case hexadecimal. No salt: a generated token has more entropy than any guess could cover. */
export const hashToken = (token: string): string => hash('sha256', token, 'hex')

/** The first characters, by which a person tells tokens apart: `clp_` and at most six more, never more than a third. */
export const tokenPrefix = (token: string): string =>
  token.slice(0, MARK.length + Math.min(6, Math.floor((token.length - MARK.length) / 3)))

/** Whether a value claims to be a CLP token. As in the original only the beginning counts. */
export const looksLikeToken = (value: string): boolean => value.startsWith(MARK)

/** Whether a value has the full form of a generated token, which nobody can guess. */
export const isGeneratedForm = (value: string): boolean => /^clp_[A-Za-z0-9]{32}$/.test(value)

/** Decoded values of the query parameters `token` and `others`, in order. `query` is raw, without `?`. */
export const queryTokens = (query: string, others: readonly string[] = []): string[] =>
  query === ''
    ? []
    : query
        .split('&')
        .map(readParameter)
        .filter(([name]) => name === 'token' || others.includes(name))
        .map(([, value]) => value)

/** The query without the parameters of these names, all others byte for byte. The same string when there are none. */
export const withoutParameters = (query: string, names: readonly string[]): string => {
  if (query === '' || names.length === 0) return query
  const parts = query.split('&')
  const kept = parts.filter((part) => !names.includes(readParameter(part)[0]))
  return kept.length === parts.length ? query : kept.join('&')
}

/**
 * The query without CLP tokens: parameters whose value is or holds one are taken out whole, all others stay byte for byte.
 * `shown` is the token this request came in with, which may have any form. The same string when there is none.
 */
export const withoutQueryTokens = (query: string, shown?: string): string => {
  if (!mayHoldToken(query)) return query
  const parts = query.split('&')
  const kept = parts.filter((part) => {
    const [name, value] = readParameter(part)
    return !(holdsToken(value, shown) || holdsToken(name, shown) || (name === 'token' && looksLikeToken(value)))
  })
  return kept.length === parts.length ? query : kept.join('&')
}

/** Nearly no text of a request does: one cheap look before the costly one. */
const mayHoldToken = (text: string): boolean =>
  text.includes(MARK) || (text.length >= SHORTEST_ENCODED && MAY_BE_ENCODED.test(text))

/**
 * Header pairs without CLP tokens: a header whose value or name is or holds one is taken out; of a `cookie` only the pair that does.
 * `shown` as above. The same list when there is none.
 */
export const withoutHeaderTokens = (headers: readonly string[], shown?: string): readonly string[] => {
  if (!headers.some(mayHoldToken)) return headers
  const kept: string[] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? ''
    const value = headers[index + 1] ?? ''
    const clean = name.toLowerCase() === 'cookie' ? withoutCookieTokens(value, shown) : value
    if (holdsToken(clean, shown) || holdsToken(name, shown)) continue
    if (clean !== '' || value === '') kept.push(name, clean)
  }
  return kept
}

/** Whether a request's path holds a token of the generated form, or the one that was shown, in any spelling: encoded, or Base64. */
export const pathHoldsToken = (path: string, shown?: string): boolean => {
  if (GENERATED_TOKEN.test(path) || (shown !== undefined && shown !== '' && path.includes(shown))) return true
  // Each segment for itself, too: a slash is a character of Base64.
  return MAY_BE_ENCODED.test(path) && [path, ...path.split('/')].some((text) => holdsEncodedToken(text, shown))
}

/** Cookies are not kept apart by port: a browser shows the sign-in cookie of the UI to the proxies as well. */
const withoutCookieTokens = (value: string, shown: string | undefined): string =>
  value
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => !(/^(?:__Host-)?clp_/.test(pair) || holdsToken(pair.slice(pair.indexOf('=') + 1), shown)))
    .join('; ')

/**
 * Whether a text is a token, alone or after a scheme such as `Bearer`, or holds one of the generated form anywhere, encoded or not. Hand-written
 * tokens have any length, so a value that is nothing but `clp_` and word characters counts; `clp_bench/1.0` does not.
 */
const holdsToken = (text: string, shown: string | undefined): boolean =>
  (text.includes(MARK) &&
    (/^\s*(?:[A-Za-z]+\s+)?clp_[\w-]*\s*$/.test(text) ||
      GENERATED_TOKEN.test(text) ||
      (shown !== undefined && shown !== '' && text.includes(shown)))) ||
  holdsEncodedToken(text, shown)

const readParameter = (part: string): readonly [string, string] => {
  const equals = part.indexOf('=')
  return equals < 0 ? [decode(part), ''] : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))]
}

/** Decodes what a form would; text that is not well encoded stays as it is. */
const decode = (text: string): string => {
  if (!/[%+]/.test(text)) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
