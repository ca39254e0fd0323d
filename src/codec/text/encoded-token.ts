/** Tokens of CLP that are not written plainly: percent-encoded, once or twice, or inside Base64. */

/** The form of a generated token. */
export const GENERATED_TOKEN = /clp_[A-Za-z0-9]{32}/

const GENERATED_TOKEN_LENGTH = 36

/** What may hold one: an escape, or `clp_` in Base64, which is one of these by where in a group of three bytes it begins. */
export const MAY_BE_ENCODED = /%|Y2xwX|NscF|jbHBf/
/** Characters that the shortest text has which holds an encoded token worth hiding. */
export const SHORTEST_ENCODED = 12
/** A generated token has 36 bytes, which are 48 characters of Base64. */
const BASE64_RUN = /[\w+/-]{48,}={0,2}/g
const ESCAPED_RUN = /[\w.~%+-]*%[\w.~%+-]+/g

/** Whether a text holds a token in another form: a generated one, or `shown`, the one that its request came in with. */
export const holdsEncodedToken = (text: string, shown?: string): boolean =>
  MAY_BE_ENCODED.test(text) && readings(text).some((reading) => isToken(reading, shown))

/** A text without what holds a generated token in another form, replaced by `mark`. */
export const withoutEncodedTokens = (text: string, mark: string): string => {
  if (text.length < GENERATED_TOKEN_LENGTH || !MAY_BE_ENCODED.test(text)) return text
  const hide = (run: string): string => (readings(run).some((reading) => isToken(reading)) ? mark : run)
  return text.replace(BASE64_RUN, hide).replace(ESCAPED_RUN, hide)
}

const isToken = (reading: string, shown?: string): boolean =>
  GENERATED_TOKEN.test(reading) || (shown !== undefined && shown !== '' && reading.includes(shown))

/** What a reader might make of a text: decoded once and twice, and each run of Base64 that could hold a token. */
const readings = (text: string): readonly string[] => {
  const once = unescaped(text)
  const twice = unescaped(once)
  const runs = twice.match(/[\w+/-]{12,}/g) ?? []
  // A run may have stood behind other characters, so that its groups of four begin elsewhere.
  const unpacked = runs.flatMap((run) =>
    [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('latin1')),
  )
  return [once, twice, ...unpacked]
}

/** Each escape of a character of ASCII undone, also beside ones that are none. */
const unescaped = (text: string): string =>
  text.replaceAll(/%([0-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
