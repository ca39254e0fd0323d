/**
 * Follows one match forwards through a program. Of several ways the preferred one that leads to a match is taken, as a backtracking engine
 * would find it; which ways lead to one is known beforehand, so that none is taken back.
 */

import { ASSERTION, CHARACTER, CHOICE, MATCH, NOTE, PASS, type Program } from './program.ts'
import type { State } from './state-cache.ts'

export interface Walk {
  /** Begins at a place where a match begins. */
  readonly begin: (place: number) => void
  /** Takes one character, whose place and state are given. True when the match ends before it. */
  readonly step: (place: number, state: State) => boolean
  /** Ranges of the groups of the match that has ended at a place. */
  readonly groups: (end: number) => readonly (readonly [number, number] | undefined)[]
}

/** In place of the slot on the stack: what is open is a choice, not a note to take back. */
const NO_SLOT = -1

export const createWalk = ({ nodes, starts, slots }: Program): Walk => {
  const places = new Int32Array(slots)
  /** The last step in which a node was come upon. */
  const visited = new Int32Array(nodes.length)
  // The stack of what is open: slots, and by each the node to go on with or the place that was noted before. No node is on it twice.
  const slotsOpen = new Int32Array(nodes.length)
  const open = new Int32Array(nodes.length)
  let depth = 0
  let steps = 0
  let at = 0

  const push = (slot: number, value: number): void => {
    slotsOpen[depth] = slot
    open[depth] = value
    depth += 1
  }
  /** The node after a pass, a note or a choice; -1 where there is no way on. */
  const follow = (index: number, place: number): number => {
    const node = nodes[index]
    switch (node?.kind) {
      case CHOICE:
        push(NO_SLOT, node.arg)
        return node.out
      case NOTE:
        push(node.arg, places[node.arg] ?? -1)
        places[node.arg] = place
        return node.out
      case PASS:
      case ASSERTION:
        return node.out
      default:
        return -1
    }
  }
  /** The next node worth trying, notes of the way there taken back; -1 when there is none. */
  const takeBack = (): number => {
    while (depth > 0) {
      depth -= 1
      const [slot = NO_SLOT, value = -1] = [slotsOpen[depth], open[depth]]
      if (slot === NO_SLOT) return value
      places[slot] = value
    }
    return -1
  }
  const isNew = (index: number, { leads }: State): boolean => leads[index] === 1 && visited[index] !== steps
  /** The first character or match node on the preferred way that leads to a match; -1 when there is none. */
  const reach = (from: number, place: number, state: State): number => {
    steps += 1
    depth = 0
    for (let index = from; index !== -1; ) {
      const kind = nodes[index]?.kind
      if (!isNew(index, state)) index = takeBack()
      else if (kind === CHARACTER || kind === MATCH) return index
      else {
        visited[index] = steps
        const next = follow(index, place)
        index = next === -1 ? takeBack() : next
      }
    }
    return -1
  }
  return {
    begin: (place) => {
      places.fill(-1)
      places[0] = place
      at = starts[0] ?? 0
    },
    step: (place, state) => {
      const reached = reach(at, place, state)
      if (reached === -1) throw new Error('The automaton of a regular expression promised a match that is not there')
      const node = nodes[reached]
      if (node?.kind === MATCH) return true
      at = node?.out ?? 0
      return false
    },
    groups: (end) => {
      const groups: (readonly [number, number] | undefined)[] = [[places[0] ?? end, end]]
      for (let slot = 2; slot < slots; slot += 2) {
        const [from = -1, to = -1] = [places[slot], places[slot + 1]]
        groups.push(from < 0 || to < 0 ? undefined : [from, to])
      }
      return groups
    },
  }
}
