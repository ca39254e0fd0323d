/** Breaks text into lines of a terminal's width: between words, and in Chinese, which has none, between characters. */
import { displayWidth, WIDE } from './display-width.ts'

const OPENING = '（“「《'
const CLOSING = '，。；：、！？）”」》…'

/** What stays together: white space before it, a word or one wide character, and the punctuation that must not begin a line. */
const PIECE = new RegExp(
  `\\s*[${OPENING}]*(?:${WIDE.source}|(?:(?!${WIDE.source})[^\\s${CLOSING}])+)?[${CLOSING}]*`,
  'gu',
)

/** Lines in `text` stay; longer ones are broken. A piece wider than `width` has a line of its own. */
export const wrapText = (text: string, width: number): string =>
  text
    .split(/\r?\n/)
    .flatMap((line) => wrapLine(line, width))
    .join('\n')

const wrapLine = (line: string, width: number): readonly string[] => {
  const lines: string[] = []
  let current = ''
  for (const [piece] of line.matchAll(PIECE)) {
    if (current !== '' && displayWidth(current) + displayWidth(piece) > width) {
      lines.push(current)
      current = piece.trimStart()
    } else current += piece
  }
  return [...lines, current]
}
