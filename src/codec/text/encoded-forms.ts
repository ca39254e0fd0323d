/** A known secret in the encodings in which programs repeat one: of URLs, JSON, Base64 and hexadecimal. */

/** Shorter pieces of Base64 stand by chance in other texts. */
const SHORTEST_CORE = 10

/**
 * The texts in one of which a secret stands that somebody repeats in a common encoding, the secret itself among them. Base64 is found
 * wherever in the encoded text the secret begins, alone or behind `Bearer `, in both alphabets.
 */
export const encodedForms = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret, 'utf8')
  const hex = bytes.toString('hex')
  const percent = hex.replaceAll(/../g, '%$&')
  const url = encodeURIComponent(secret)
  return [
    ...new Set([
      ...[secret, url, lowerEscapes(url), encodeURIComponent(url), JSON.stringify(secret).slice(1, -1)],
      ...[hex, hex.toUpperCase(), percent, percent.toUpperCase()],
      ...[0, 1, 2].flatMap((shift) => base64Cores(bytes, shift)),
    ]),
  ]
}

const lowerEscapes = (text: string): string => text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())

/** What Base64 makes of the bytes, whatever stands before and behind them, when so many bytes of a group of three stand before them. */
const base64Cores = (bytes: Buffer, shift: number): readonly string[] => {
  const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replaceAll('=', '')
  const whole = Math.floor(((shift + bytes.length) * 8) / 6)
  const core = encoded.slice(Math.ceil((shift * 8) / 6), whole)
  return core.length < SHORTEST_CORE ? [] : [core, core.replaceAll('+', '-').replaceAll('/', '_')]
}
