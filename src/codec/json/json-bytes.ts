/** The bytes by which a JSON text is structured (RFC 8259 section 2), and what escapes one of them. */

export const QUOTE = 0x22
export const BACKSLASH = 0x5c
export const COLON = 0x3a
export const COMMA = 0x2c
export const OPEN_BRACE = 0x7b
export const CLOSE_BRACE = 0x7d
export const OPEN_BRACKET = 0x5b
export const CLOSE_BRACKET = 0x5d

/** How many backslashes end right before `end`, those from `start` on; an odd number escapes what follows. */
export const backslashesBefore = (chunk: Uint8Array, start: number, end: number): number => {
  let index = end
  while (index > start && chunk[index - 1] === BACKSLASH) index -= 1
  return end - index
}
