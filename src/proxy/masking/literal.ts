/** Finds a text that is known: a word of the user's, a credential of CLP's own, a secret that was found elsewhere. */

import { escapedBytes } from '../../codec/json/decoded-text.ts'
import { byteSet, has } from '../masks/byte-set.ts'
import { type Gate, literalGates } from '../masks/gate.ts'
import { type FoundSecret, NOTHING, type PlaceholderForm, type Rank } from '../masks/kind.ts'
import type { Detector } from './detectors.ts'
import { SHORTEST_GATE } from './gate-table.ts'

export interface Literal {
  readonly kind: string
  readonly rank: Rank
  readonly text: string
  readonly form: PlaceholderForm
  /** Whether it must not stand within a longer word. */
  readonly wholeWord: boolean
}

const WORD = byteSet('A-Za-z0-9_')

/** Characters that JSON never writes in two ways, and those that it writes by number where somebody keeps to ASCII. */
const PLAIN = /[ !#-.0-[\]-~]+/g
const PLAIN_ONLY = /^[ !#-.0-[\]-~]+$/
const WIDE = /[^\p{Cc}"\\/]+/gu

/** Undefined for a text in which nothing is long enough to be searched for. */
export const literalDetector = ({ kind, rank, text, form, wholeWord }: Literal): Detector | undefined => {
  const core = coreOf(text)
  if (core === undefined) return undefined
  const plain = Buffer.from(text, 'utf8')
  // As it stands in a JSON text that is itself a string.
  const spelled = escapedBytes(plain)
  const spellings = plain.equals(spelled) ? [plain] : [plain, spelled]
  const isPlain = PLAIN_ONLY.test(text)
  return {
    id: kind,
    rank,
    gates: core.gates,
    reach: { before: 2 * spelled.length + 8, after: 2 * spelled.length + 8 },
    // What no escape can break is held against the bytes at once.
    ...(isPlain && {
      ahead: (bytes, at) => (standsAt(bytes, at - plain.indexOf(core.bytes), plain) ? plain.length + 8 : -8),
    }),
    find: (window, at) =>
      spellings.flatMap((bytes) => findIn(window, at, { bytes, core: core.bytes, form, wholeWord })),
  }
}

const standsAt = (bytes: Buffer, start: number, wanted: Buffer): boolean =>
  start >= 0 && start + wanted.length <= bytes.length && wanted.compare(bytes, start, start + wanted.length) === 0

interface Core {
  readonly bytes: Buffer
  readonly gates: readonly Gate[]
}

/** Of the longest part that is written in one way, or in the few that are known, the end: many secrets begin alike. */
const coreOf = (text: string): Core | undefined => {
  const longest = (runs: readonly RegExpExecArray[]): string =>
    runs.reduce((best, [run]) => (run.length > best.length ? run : best), '')
  const plain = longest([...text.matchAll(PLAIN)])
  const core = plain.length >= SHORTEST_GATE ? plain.slice(-LONGEST_CORE) : longest([...text.matchAll(WIDE)])
  const bytes = Buffer.from(core, 'utf8')
  return bytes.length < SHORTEST_GATE ? undefined : { bytes, gates: literalGates(core) }
}

const LONGEST_CORE = 24

interface Wanted extends Pick<Literal, 'form' | 'wholeWord'> {
  readonly bytes: Buffer
  readonly core: Buffer
}

const findIn = (window: Buffer, at: number, { bytes, core, form, wholeWord }: Wanted): readonly FoundSecret[] => {
  const start = at - bytes.indexOf(core)
  const end = start + bytes.length
  if (start < 0 || end > window.length || bytes.compare(window, start, end) !== 0) return NOTHING
  if (wholeWord && !standsAlone(window, start, end)) return NOTHING
  return [{ start, end, form, byContext: false }]
}

/** Words end only where they have letters, digits or underscores: Chinese has no borders of words. */
const standsAlone = (window: Buffer, start: number, end: number): boolean => {
  const joinsBefore = has(WORD, window[start]) && has(WORD, window[start - 1]) && window[start - 2] !== 0x5c
  return !joinsBefore && !(has(WORD, window[end - 1]) && has(WORD, window[end]))
}
