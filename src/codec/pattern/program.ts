/**
 * What a regular expression was compiled to, as the RE2 library lays it out: a graph whose nodes take one character, choose between two
 * ways, note a place, or ask about the surroundings. The library's own search is left aside, see `search.ts`.
 */
import type { RE2JS } from 're2js'

/** Kinds of nodes. */
export const CHOICE = 1
export const NOTE = 2
export const ASSERTION = 3
export const MATCH = 4
export const PASS = 5
export const CHARACTER = 6
export const DEAD = 7

/** Conditions of an assertion; several may be set. */
export const LINE_BEGINS = 1
export const LINE_ENDS = 2
export const TEXT_BEGINS = 4
export const TEXT_ENDS = 8
export const WORD_EDGE = 16
export const NO_WORD_EDGE = 32

export interface Node {
  readonly kind: number
  /** The node after this one; of a choice the one that is preferred. */
  readonly out: number
  /** Of a choice the other node, of a note its slot (twice the group, one more for its end), of an assertion its conditions. */
  readonly arg: number
  /** Whether a character node takes this code point. */
  readonly takes: (rune: number) => boolean
}

/** One graph, or several side by side that are searched for at once. */
export interface Program {
  readonly nodes: readonly Node[]
  /** Where each expression begins. */
  readonly starts: readonly number[]
  /** Code points at which a node may begin to judge otherwise, ascending, without 0. */
  readonly bounds: readonly number[]
  /** Slots of notes: twice the number of groups, the whole match among them. */
  readonly slots: number
}

/** The library's instructions, named as it names them. */
interface Instruction {
  readonly op: number
  readonly out: number
  readonly arg: number
  readonly matchRune: (rune: number) => boolean
}

const KINDS: Readonly<Record<number, number>> = {
  1: CHOICE,
  2: CHOICE,
  3: NOTE,
  4: ASSERTION,
  5: DEAD,
  6: MATCH,
  7: PASS,
  8: CHARACTER,
  9: CHARACTER,
  10: CHARACTER,
  11: CHARACTER,
}
const ANY = 10
const ANY_BUT_NEWLINE = 11
const NEWLINE = 0x0a

/** The program of one expression. Throws for an instruction that is not known here: the library was exchanged for another. */
export const programOf = (engine: RE2JS): Program => {
  const { prog, dfa } = engine.re2()
  const instructions: readonly Instruction[] = prog.inst
  return {
    nodes: instructions.map(nodeOf),
    starts: [prog.start],
    bounds: [...dfa.classBounds],
    slots: 2 * (engine.groupCount() + 1),
  }
}

/** Several programs as one. */
export const sideBySide = (programs: readonly Program[]): Program => {
  const nodes: Node[] = []
  const starts: number[] = []
  for (const program of programs) {
    const shift = nodes.length
    starts.push(...program.starts.map((start) => start + shift))
    for (const node of program.nodes) {
      nodes.push({ ...node, out: node.out + shift, arg: node.kind === CHOICE ? node.arg + shift : node.arg })
    }
  }
  const bounds = [...new Set(programs.flatMap((program) => program.bounds))].sort((a, b) => a - b)
  return { nodes, starts, bounds, slots: 2 }
}

const nodeOf = (instruction: Instruction): Node => {
  const { op, out, arg } = instruction
  const kind = KINDS[op]
  if (kind === undefined) throw new Error(`The regular expression library uses an instruction that is not known: ${op}`)
  return { kind, out, arg, takes: takerOf(instruction) }
}

const takerOf = (instruction: Instruction): Node['takes'] => {
  if (instruction.op === ANY) return () => true
  if (instruction.op === ANY_BUT_NEWLINE) return (rune) => rune !== NEWLINE
  return (rune) => instruction.matchRune(rune)
}
