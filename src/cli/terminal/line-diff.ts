/** Which lines of a text change, for a person to look at before they do. Credentials are never shown. */
import { isCredentialHeader } from '../../codec/http/header-name.ts'
import { redactText } from '../../codec/http/redact.ts'
import { REDACTED } from '../../contract/secret.ts'

/** Lines that belong together, as `- old` and `+ new`. */
export interface Hunk {
  /** 1-based line of the old text where it begins. */
  readonly line: number
  readonly lines: readonly string[]
}

/** The changes from one text to another. A line end counts, so that a missing last one is a change. */
export const diffLines = (before: string, after: string): readonly Hunk[] => {
  const [old, now] = [linesOf(before), linesOf(after)]
  const start = sharedLength(old, now)
  const end = sharedLength(old.slice(start).reverse(), now.slice(start).reverse())
  const removed = old.slice(start, old.length - end)
  const added = now.slice(start, now.length - end)
  return group(walk(removed, added), start)
}

/** A line without its end, and without credentials by their form or by the name before them. */
export const safeLine = (line: string): string =>
  redactText(line.replace(/\r?\n$/, '')).replaceAll(
    /(["']?)([\w-]+)\1(\s*[:=]\s*)"((?:[^"\\]|\\.){4,})"/g,
    (whole, quote: string, name: string, sign: string) =>
      isCredentialHeader(name.toLowerCase()) ? `${quote}${name}${quote}${sign}"${REDACTED}"` : whole,
  )

const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

const sharedLength = (a: readonly string[], b: readonly string[]): number => {
  let length = 0
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1
  return length
}

type Step = readonly ['-' | '+' | '=', string]

/** Longest common subsequence; what changes in a client's file is short, so the square is small. */
const walk = (old: readonly string[], now: readonly string[]): readonly Step[] => {
  const longest = sharedLines(old, now)
  const steps: Step[] = []
  let [row, column] = [0, 0]
  while (row < old.length || column < now.length) {
    const [left, right] = [old[row], now[column]]
    if (left !== undefined && left === right) {
      steps.push(['=', left])
      row += 1
      column += 1
    } else if (left !== undefined && (right === undefined || longest(row + 1, column) >= longest(row, column + 1))) {
      steps.push(['-', left])
      row += 1
    } else {
      steps.push(['+', right ?? ''])
      column += 1
    }
  }
  return steps
}

/** How many lines the rests of both texts, from a line each, have in common in this order. */
const sharedLines = (old: readonly string[], now: readonly string[]): ((row: number, column: number) => number) => {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0))
  const at = (row: number, column: number): number => lengths[row]?.[column] ?? 0
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      const same = old[row] === now[column]
      const best = same ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1))
      lengths[row]?.splice(column, 1, best)
    }
  }
  return at
}

const group = (steps: readonly Step[], start: number): readonly Hunk[] => {
  const hunks: { line: number; lines: string[] }[] = []
  let line = start + 1
  let open: { line: number; lines: string[] } | undefined
  for (const [sign, text] of steps) {
    if (sign === '=') open = undefined
    else {
      if (open === undefined) {
        open = { line, lines: [] }
        hunks.push(open)
      }
      open.lines.push(`${sign} ${safeLine(text)}`)
    }
    if (sign !== '+') line += 1
  }
  return hunks
}
