/**
 * Takes credentials out of headers, queries and texts. Everything that is written down or shown passes through here first: journal,
 * events, log, error texts. Which headers carry one, `header-name.ts` says; what does in queries and texts stands here.
 */
import type { RawHeaders } from '../../contract/exchange.ts'
import { REDACTED } from '../../contract/secret.ts'
import { encodedForms } from '../text/encoded-forms.ts'
import { withoutEncodedTokens } from '../text/encoded-token.ts'
import { headerName } from './header-name.ts'

const CREDENTIAL_PARAMETERS =
  /^(?:token|key|auth|authorization|secret|password|passwd|pwd|sig|signature|jwt|code|credentials?|x-amz-(?:signature|credential|security-token)|(?:[\w-]+[-_])?(?:token|secret|signature|password)|(?:[\w-]+[-_])?(?:api|access|auth|secret|private|subscription)[-_]?key)$/i

/** Whether a query parameter of this decoded name carries a credential. */
export const isCredentialParameter = (name: string): boolean => CREDENTIAL_PARAMETERS.test(name)

/** Header pairs with every credential replaced. Names, order and number stay. */
export const redactHeaders = (raw: RawHeaders): RawHeaders => {
  const clean: string[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? ''
    const value = raw[index + 1] ?? ''
    clean.push(name, headerName(name).credential ? REDACTED : redactText(value))
  }
  return clean
}

/** A raw query (without `?`) with the values of credential parameters replaced, everything else byte for byte. */
export const redactQuery = (query: string): string =>
  query === ''
    ? query
    : query
        .split('&')
        .map((part) => {
          const equals = part.indexOf('=')
          if (equals < 0) return redactText(part)
          const name = part.slice(0, equals)
          return isCredentialParameter(decoded(name)) || looksSecret(decoded(part.slice(equals + 1)))
            ? `${redactText(name)}=${REDACTED}`
            : withoutEncodedTokens(redactText(part), REDACTED)
        })
        .join('&')

/** A request target or URL: path and query, each cleaned by its own rules. */
export const redactTarget = (target: string): string => {
  const mark = target.indexOf('?')
  if (mark < 0) return redactText(target)
  return `${redactText(target.slice(0, mark))}?${redactQuery(target.slice(mark + 1))}`
}

/** Tokens and keys by their own form, wherever they stand: CLP's, the usual `sk-…` keys, JSON web tokens, credentials after a scheme. */
const SECRET_FORMS =
  /clp_[\w-]+|\bsk-[\w-]{8,}|\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*|(?<=\b(?:Bearer|Basic)\s+)(?!realm=|auth)[\w.~+/=-]{6,}|(?<=:\/\/)[^/@\s"'<>]+(?=@)/gi
/** CLP's own environment variables, which advice names: a token is written in small letters. */
const OWN_SETTING = /^CLP_[A-Z_]+$/
/** A credential parameter of a URL inside a text: `…?token=abc&…`. */
const PARAMETERS_IN_TEXT = /(?<=[?&])([\w.%-]+)=([^&#\s"'<>]+)/g

/** One cheap scan before the costly one: this runs for every header of every request. */
const MAY_HOLD_SECRET = /clp_|sk-|eyJ|bearer|basic|:\/\//i

const looksSecret = (text: string): boolean => MAY_HOLD_SECRET.test(text) && text.search(SECRET_FORMS) >= 0

/** A text with everything that has the form of a token or key replaced, and credential parameters of URLs in it. */
export const redactText = (text: string): string => {
  if (text.length < 5) return text
  const readable = looksSecret(text)
    ? text.replace(SECRET_FORMS, (form) => (OWN_SETTING.test(form) ? form : REDACTED))
    : text
  const withoutForms = withoutEncodedTokens(readable, REDACTED)
  if (!withoutForms.includes('=') || !/[?&]/.test(withoutForms)) return withoutForms
  return withoutForms.replace(PARAMETERS_IN_TEXT, (whole, name: string) =>
    isCredentialParameter(decoded(name)) ? `${name}=${REDACTED}` : whole,
  )
}

/** The same cleaning with known secrets on top: an upstream's key is replaced even where nothing tells its form. */
export interface Redactor {
  readonly headers: (raw: RawHeaders) => RawHeaders
  readonly query: (query: string) => string
  readonly text: (text: string) => string
}

/** Shorter secrets are words: replacing `-` or `test` everywhere would hide more than it protects. */
const SHORTEST_SECRET = 8

/** `secrets` are clear texts, for example the credentials of all upstreams; encoded forms of them are found as well. */
export const createRedactor = (secrets: readonly string[]): Redactor => {
  const known = knownPattern(secrets)
  const hide = (text: string): string => (known === undefined ? text : text.replace(known, REDACTED))
  return {
    headers: (raw) => redactHeaders(raw).map((text, index) => (index % 2 === 1 ? hide(text) : text)),
    query: (query) => hide(redactQuery(query)),
    text: (text) => hide(redactText(text)),
  }
}

const knownPattern = (secrets: readonly string[]): RegExp | undefined => {
  const forms = new Set(secrets.filter((secret) => secret.length >= SHORTEST_SECRET).flatMap(encodedForms))
  if (forms.size === 0) return undefined
  // Longest first: a secret that begins with another is taken whole.
  const sorted = [...forms].sort((left, right) => right.length - left.length)
  return new RegExp(sorted.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g')
}

const decoded = (text: string): string => {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
