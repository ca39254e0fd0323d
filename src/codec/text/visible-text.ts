/** Text from elsewhere as it may be shown to a person: what would move the cursor, colour the screen or turn the order of letters is shown, not obeyed. */

/** Control characters but for tab and the ends of lines, marks of direction (Unicode Standard Annex 9), separators of lines and paragraphs, the byte order mark. */
const OBEYED = /(?![\t\n]|\r\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/gu

/** With each of them written as `\u{202e}`. */
export const visibleText = (text: string): string =>
  text.replace(OBEYED, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
