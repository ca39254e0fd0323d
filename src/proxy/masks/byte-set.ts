/** Sets of bytes, written like the character classes of regular expressions. */

/** 1 for each byte that is in it. */
export type ByteSet = Uint8Array

/** Reads what stands between the brackets of a class: single characters, ranges, and `\` before what would mean something else. */
export const byteSet = (content: string): ByteSet => {
  const set = new Uint8Array(256)
  const codes = [...content.matchAll(/\\?([\s\S])(?:-\\?([^\]]))?/g)]
  for (const [, first = '', last = first] of codes) {
    for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code += 1) set[code] = 1
  }
  return set
}

export const has = (set: ByteSet, byte: number | undefined): boolean => byte !== undefined && set[byte] === 1

export const DIGIT = byteSet('0-9')
export const LOWER = byteSet('a-z')
export const UPPER = byteSet('A-Z')
export const LETTER = byteSet('A-Za-z')
/** What words of programs are made of. */
export const WORD = byteSet('A-Za-z0-9_')
export const HEX = byteSet('a-f0-9')

/** The characters of a set, for samples. */
export const membersOf = (set: ByteSet): string =>
  String.fromCharCode(...Array.from(set, (is, byte) => (is === 1 ? byte : -1)).filter((byte) => byte >= 0))
