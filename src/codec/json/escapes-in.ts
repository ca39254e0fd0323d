/** How the letters of a word begin where somebody escapes what needs no escape. */

/**
 * What a JSON text holds in which a word of ASCII is spelled with an escape: `\u006` for each of the letters of `model`. Nearly every text
 * holds some escape, hardly one that of a letter.
 */
export const escapesIn = (word: string): readonly string[] => [
  ...new Set(Array.from(word, (letter) => `\\u00${(letter.charCodeAt(0) >> 4).toString(16)}`)),
]
