/**
 * An automaton that reads a text from its end and says for each place which nodes of a program lead to a match from there. Whoever then
 * walks forwards never takes a wrong turn, so that all matches together cost no more than the text is long (A. Frisch, L. Cardelli,
 * "Greedy Regular Expression Matching", 2004). States are made when they are met; beyond a limit all are forgotten and made anew.
 */
import { type Alphabet, BLOCK_SIZE, type Block, createAlphabet, EDGE, LINE_BREAK, WORD } from './alphabet.ts'
import {
  ASSERTION,
  CHOICE,
  LINE_BEGINS,
  LINE_ENDS,
  MATCH,
  NO_WORD_EDGE,
  NOTE,
  PASS,
  type Program,
  TEXT_BEGINS,
  TEXT_ENDS,
  WORD_EDGE,
} from './program.ts'
import { type State, StateCache, UNKNOWN } from './state-cache.ts'

export interface Automaton {
  readonly program: Program
  readonly alphabet: Alphabet
  /** The state at the end of a text, by what stands before it. */
  readonly atEnd: (sideBefore: number) => State
  /** The state at a place whose future is not known: every node may lead to a match. */
  readonly unknown: State
  /** Reads a block from its end, beginning with the state there. `states` receives the state at each character and at the end. */
  readonly readBack: (block: Block, from: State, states: State[]) => void
  /** The same, of which only the last state and those at which a match begins are kept. */
  readonly scanBack: (block: Block, from: State, beginning: Set<State>) => State
}

/** Bytes that states may take, roughly. */
const LARGEST_CACHE = 4 * 1024 * 1024

export const createAutomaton = (program: Program): Automaton => {
  const alphabet = createAlphabet(program)
  const edges = edgesInto(program)
  const ends = program.nodes.flatMap(({ kind }, index) => (kind === MATCH ? [index] : []))
  const room = Math.max(4, Math.floor(LARGEST_CACHE / (program.nodes.length + 4 * alphabet.size + 200)))
  const cache = new StateCache(alphabet.size)

  /** All nodes that reach one of these, or the end of a match, without taking a character. */
  const closed = (nodes: readonly number[], holds: number): State => {
    const leads = new Uint8Array(program.nodes.length)
    const waiting = [...ends, ...nodes]
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (leads[node] === 1) continue
      leads[node] = 1
      for (const { from, asks } of edges[node] ?? []) if ((asks & ~holds) === 0) waiting.push(from)
    }
    return stateOf(leads)
  }
  const stateOf = (leads: Uint8Array): State => ({
    leads,
    begins: program.starts.flatMap((start, index) => (leads[start] === 1 ? [index] : [])),
  })
  const stepBack = (id: number, symbol: number): number => {
    const leads = cache.states[id]?.leads
    const nodes = alphabet.takers(symbol).filter((node) => leads?.[program.nodes[node]?.out ?? 0] === 1)
    const next = cache.idOf(closed(nodes, conditions(alphabet.before(symbol), alphabet.side(symbol))))
    cache.link(id, symbol, next)
    return next
  }
  /** Nothing is forgotten while a block is read: the numbers of states are only good for so long. */
  const enter = (state: State): number => {
    if (cache.states.length > room) cache.clear()
    return cache.idOf(state)
  }
  /** Writes the number of the state at each place of the block into `ids`. */
  const read = ({ count, symbols }: Block, from: State, ids: Int32Array): void => {
    let id = enter(from)
    let { table } = cache
    ids[count] = id
    for (let index = count - 1; index >= 0; index -= 1) {
      const symbol = symbols[index] ?? 0
      const known = table[id * alphabet.size + symbol] ?? UNKNOWN
      id = known === UNKNOWN ? stepBack(id, symbol) : known
      if (known === UNKNOWN) table = cache.table
      ids[index] = id
    }
  }
  const ids = new Int32Array(BLOCK_SIZE + 1)
  return {
    program,
    alphabet,
    atEnd: (side) => closed([], conditions(side, EDGE)),
    unknown: stateOf(new Uint8Array(program.nodes.length).fill(1)),
    readBack: (block, from, states) => {
      read(block, from, ids)
      for (let index = 0; index <= block.count; index += 1) states[index] = cache.states[ids[index] ?? 0] ?? from
    },
    scanBack: (block, from, beginning) => {
      read(block, from, ids)
      const { begins, states } = cache
      let last = UNKNOWN
      for (let index = 0; index <= block.count; index += 1) {
        const id = ids[index] ?? 0
        if (begins[id] !== 1 || id === last) continue
        last = id
        beginning.add(states[id] ?? from)
      }
      return cache.states[ids[0] ?? 0] ?? from
    },
  }
}

interface Edge {
  readonly from: number
  /** Conditions that must hold. */
  readonly asks: number
}

/** Ways into each node that take no character. */
const edgesInto = ({ nodes }: Program): readonly (readonly Edge[])[] => {
  const edges: Edge[][] = nodes.map(() => [])
  for (const [from, { kind, out, arg }] of nodes.entries()) {
    if (kind === CHOICE || kind === NOTE || kind === PASS) edges[out]?.push({ from, asks: 0 })
    if (kind === CHOICE) edges[arg]?.push({ from, asks: 0 })
    if (kind === ASSERTION) edges[out]?.push({ from, asks: arg })
  }
  return edges
}

/** What holds at a place between two sides. */
export const conditions = (before: number, after: number): number =>
  (before === EDGE ? TEXT_BEGINS | LINE_BEGINS : 0) |
  (before === LINE_BREAK ? LINE_BEGINS : 0) |
  (after === EDGE ? TEXT_ENDS | LINE_ENDS : 0) |
  (after === LINE_BREAK ? LINE_ENDS : 0) |
  ((before === WORD) === (after === WORD) ? NO_WORD_EDGE : WORD_EDGE)
