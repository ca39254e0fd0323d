/**
 * Says which rules may hit a body, reading it once for all of them: one search for all needles, one automaton for what has none.
 * Most requests hit no rule; a hundred rules then cost about as much as one, and where every rule has a needle the received
 * chunks are never joined.
 */
import { chunksInclude, latin1Parts } from '../../codec/bytes/chunk-search.ts'
import { createPatternSet } from '../../codec/pattern/pattern-set.ts'
import type { Work } from '../../codec/work/work.ts'
import type { EditedBody } from './body-edits.ts'
import type { CompiledBodyRule } from './body-rule.ts'

export interface RuleGate {
  /** Positions (in the list given) of rules from `from` on that may hit; the others certainly do not. Ascending. */
  readonly candidates: (edited: EditedBody, from: number) => Work<readonly number[]>
}

export const createRuleGate = (rules: readonly CompiledBodyRule[]): RuleGate => {
  const search = needleSearch(rules)
  const blind = rules.flatMap(({ needles, pattern }, position) =>
    needles === undefined && pattern !== undefined ? [{ position, pattern }] : [],
  )
  // A rule of which nothing can be said beforehand may hit any body.
  const always = rules.flatMap(({ needles, pattern }, position) =>
    needles === undefined && pattern === undefined ? [position] : [],
  )
  const set = createPatternSet(blind.map(({ pattern }) => pattern))
  return {
    *candidates(edited, from) {
      const found = yield* search(edited.body.chunks, from)
      if (blind.some(({ position }) => position >= from)) {
        const matching = yield* set.matching(edited.bytes)
        found.push(...matching.flatMap((index) => blind[index]?.position ?? []).filter((position) => position >= from))
      }
      found.push(...always.filter((position) => position >= from))
      return found.sort((a, b) => a - b)
    },
  }
}

/** Positions from `from` on of rules whose needle is there. */
type NeedleSearch = (chunks: readonly Uint8Array[], from: number) => Work<number[]>

/** Up to this many needles are looked for one by one, in native code; a regular expression finds more of them at once. */
const FEW_NEEDLES = 3

const needleSearch = (rules: readonly CompiledBodyRule[]): NeedleSearch => {
  if (rules.flatMap(({ needles }) => needles ?? []).length <= FEW_NEEDLES) return oneByOne(rules)
  const tree = buildTree(rules, 0, rules.length)
  return function* (chunks, from) {
    const found: number[] = []
    if (tree !== undefined) yield* searchTree(tree, latin1Parts(chunks, NEEDLE_LENGTH), { from, found })
    return found
  }
}

const oneByOne = (rules: readonly CompiledBodyRule[]): NeedleSearch =>
  function* (chunks, from) {
    const found: number[] = []
    for (const [position, { needles = [] }] of rules.entries()) {
      if (position >= from && needles.some((needle) => chunksInclude(chunks, needle))) found.push(position)
      yield
    }
    return found
  }

/** Rules `low` to `high` (exclusive): one search tells whether any of them can hit, halves tell which. */
interface Node {
  readonly low: number
  readonly high: number
  readonly any: RegExp
  readonly halves: readonly Node[]
}

const buildTree = (rules: readonly CompiledBodyRule[], low: number, high: number): Node | undefined => {
  const needles = rules.slice(low, high).flatMap((rule) => rule.needles ?? [])
  if (needles.length === 0) return undefined
  const middle = (low + high) >> 1
  const halves = high - low === 1 ? [] : [buildTree(rules, low, middle), buildTree(rules, middle, high)]
  return { low, high, any: anyOf(needles), halves: halves.filter((half) => half !== undefined) }
}

/** Needles are cut to this many bytes: the search shall stay linear with a small factor. */
const NEEDLE_LENGTH = 32

/** An alternation of plain texts, with nothing in it to track back over: V8 runs it at the speed of a search. */
const anyOf = (needles: readonly Buffer[]): RegExp => {
  const texts = new Set(needles.map((needle) => needle.toString('latin1', 0, NEEDLE_LENGTH)))
  return new RegExp([...texts].map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'))
}

function* searchTree(
  node: Node,
  parts: readonly string[],
  hits: { readonly from: number; readonly found: number[] },
): Work<void> {
  if (node.high <= hits.from) return
  let there = false
  for (const part of parts) {
    there = node.any.test(part)
    if (there) break
    yield
  }
  if (!there) return
  if (node.halves.length === 0) hits.found.push(node.low)
  for (const half of node.halves) yield* searchTree(half, parts, hits)
}
