/**
 * Finds all matches of an expression in time that grows with the text and nothing else: one pass from the end of the text to its beginning
 * that only remembers the state at the border of each block, then block by block from the beginning. A library that finds one match after
 * the other reads the same text again for each, which takes minutes where somebody has written the text for it.
 */
import { BLOCK_SIZE, type Block, borderBefore, createBlock, widthAt } from './alphabet.ts'
import type { Automaton } from './automaton.ts'
import type { State } from './state-cache.ts'
import { createWalk, type Walk } from './walk.ts'

/** A place in a text: byte offsets for bytes, UTF-16 offsets for strings. Absent groups are undefined. */
export interface Match {
  readonly start: number
  readonly end: number
  /** Ranges of the groups; index 0 is the whole match. */
  readonly groups: readonly (readonly [number, number] | undefined)[]
}

type Text = string | Uint8Array

/** Where a block begins and ends, and what is known about it from the pass backwards. */
interface Known {
  readonly from: number
  readonly to: number
  /** The state at its end. */
  readonly after: State
  /** Whether a match begins in it. */
  readonly begins: boolean
}

/** Matches from left to right that do not overlap, beginning at `from`; undefined in between, where the search may be paused. */
export function* search(automaton: Automaton, text: Text, from = 0): Generator<Match | undefined, void, undefined> {
  const forwards = new Forwards(automaton, text, from)
  for (const known of yield* readBackwards(automaton, text, from)) {
    yield
    if (forwards.needs(known)) yield* forwards.through(known)
  }
}

/** The way forwards from block to block; a match may reach over many of them. */
class Forwards {
  readonly #automaton: Automaton
  readonly #text: Text
  readonly #walk: Walk
  readonly #block: Block
  readonly #states: State[] = []
  #walking = false
  /** Where the next match may begin. */
  #next: number

  constructor(automaton: Automaton, text: Text, from: number) {
    this.#automaton = automaton
    this.#text = text
    this.#block = createBlock(Math.min(BLOCK_SIZE, text.length))
    this.#walk = createWalk(automaton.program)
    this.#next = from
  }

  needs({ begins, to }: Known): boolean {
    return this.#walking || (begins && this.#next <= to)
  }

  *through({ from, to, after }: Known): Generator<Match, void, undefined> {
    const block = this.#block
    this.#automaton.alphabet.read(this.#text, from, to, block)
    this.#automaton.readBack(block, after, this.#states)
    // The place behind a block is the first of the next one.
    const last = to === this.#text.length ? block.count : block.count - 1
    for (let index = indexOf(block, this.#next); index <= last; ) {
      const match = this.#at(block.offsets[index] ?? 0, this.#states[index])
      if (match === undefined) index += 1
      else yield match
    }
  }

  /** Takes the character at a place, if a match is under way or begins there; the match, if it ends there. */
  #at(place: number, state: State | undefined): Match | undefined {
    if (state === undefined) return undefined
    if (!this.#walking) {
      if (place < this.#next || state.begins.length === 0) return undefined
      this.#walk.begin(place)
      this.#walking = true
    }
    if (!this.#walk.step(place, state)) return undefined
    this.#walking = false
    const match = matchOf(this.#walk, place)
    // What is empty is not found twice.
    this.#next = match.end > match.start ? match.end : match.end + Math.max(1, widthAt(this.#text, match.end))
    return match
  }
}

const matchOf = (walk: Walk, end: number): Match => {
  const groups = walk.groups(end)
  return { start: groups[0]?.[0] ?? end, end, groups }
}

/** Position in the block of the first character at or after a place. */
const indexOf = ({ offsets, count }: Block, place: number): number => {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((offsets[middle] ?? 0) < place) low = middle + 1
    else high = middle
  }
  return low
}

/** The blocks of a text from `from` on, in their order. */
function* readBackwards(automaton: Automaton, text: Text, from: number): Generator<undefined, Known[], undefined> {
  const { alphabet } = automaton
  const block = createBlock(Math.min(BLOCK_SIZE, text.length))
  const blocks: Known[] = []
  let to = text.length
  let state = automaton.atEnd(alphabet.sideBefore(text, to))
  do {
    const begin = to - from <= BLOCK_SIZE ? from : borderBefore(text, to - BLOCK_SIZE + 4)
    alphabet.read(text, begin, to, block)
    const beginning = new Set<State>()
    const after = state
    state = automaton.scanBack(block, after, beginning)
    blocks.push({ from: begin, to, after, begins: beginning.size > 0 })
    to = begin
    yield
  } while (to > from)
  return blocks.reverse()
}

/** Bytes behind the beginning of a match that are looked at first. */
const FIRST_WINDOW = 128

/**
 * The same for an expression whose matches all begin with a text: that text is searched for, and only what follows it is read. Where this
 * comes to more than reading everything, because the text stands everywhere or the matches are long, everything is read.
 */
export function* searchAfter(
  automaton: Automaton,
  beginning: Buffer,
  text: Buffer,
): Generator<Match | undefined, void, undefined> {
  const look = createLook(automaton, text)
  let read = 0
  let paused = 0
  for (let at = text.indexOf(beginning); at !== -1; ) {
    let found: Match | 'none' | 'open' = 'open'
    for (let window = FIRST_WINDOW; found === 'open' && window <= BLOCK_SIZE; window *= 4) {
      found = look(at, window)
      read += window
    }
    if (found === 'open' || read > 2 * text.length + BLOCK_SIZE) return yield* search(automaton, text, at)
    if (read - paused > BLOCK_SIZE) {
      paused = read
      yield
    }
    if (found !== 'none') yield found
    at = text.indexOf(beginning, found === 'none' ? at + 1 : found.end)
  }
}

/** Looks for a match that begins at a place, in so many bytes; `open` when what comes behind them decides. */
type Look = (place: number, window: number) => Match | 'none' | 'open'

const createLook = (automaton: Automaton, text: Buffer): Look => {
  const { alphabet } = automaton
  const walk = createWalk(automaton.program)
  const block = createBlock(Math.min(BLOCK_SIZE, text.length))
  const states: State[] = []
  return (place, window) => {
    const to = place + window >= text.length ? text.length : borderBefore(text, place + window)
    const whole = to === text.length
    alphabet.read(text, place, to, block)
    automaton.readBack(block, whole ? automaton.atEnd(alphabet.sideBefore(text, to)) : automaton.unknown, states)
    if (states[0]?.begins.length === 0) return 'none'
    walk.begin(place)
    for (let index = 0; index < block.count || (whole && index === block.count); index += 1) {
      const [state, end = 0] = [states[index], block.offsets[index]]
      if (state !== undefined && walk.step(end, state)) return matchOf(walk, end)
    }
    return 'open'
  }
}

/** Which of several expressions match anywhere: their positions, ascending. Undefined in between, where the search may be paused. */
export function* whichMatch(automaton: Automaton, text: Text): Generator<undefined, number[], undefined> {
  const { alphabet } = automaton
  const block = createBlock()
  const beginning = new Set<State>()
  let to = text.length
  let state = automaton.atEnd(alphabet.sideBefore(text, to))
  do {
    const from = to <= BLOCK_SIZE ? 0 : borderBefore(text, to - BLOCK_SIZE + 4)
    alphabet.read(text, from, to, block)
    state = automaton.scanBack(block, state, beginning)
    to = from
    yield
  } while (to > 0)
  return [...new Set([...beginning].flatMap(({ begins }) => begins))].sort((a, b) => a - b)
}
