/** All that is looked for under one document: kinds of the shelf, and whatever else opens by a gate; made once, used for every request. */
import type { StringText } from '../../codec/json/string-text.ts'
import type { Work } from '../../codec/work/work.ts'
import { byteSet } from '../masks/byte-set.ts'
import { literalGate } from '../masks/gate.ts'
import type { FoundSecret, Kind, Rank } from '../masks/kind.ts'
import { createGateScan, type GateHit, type GateScan } from './gate-scan.ts'
import type { LookBudget } from './look-budget.ts'

/** What finds secrets at places where its gates open. */
export interface Detector extends Pick<Kind, 'id' | 'rank' | 'gates' | 'reach' | 'find' | 'ahead'> {
  /** Everything in a text in which gates open close to each other; instead of `find` at each. Undefined where it may pause. */
  readonly findAll?: (text: Buffer) => Iterable<FoundSecret | undefined>
}

/** A secret where it stands in the bytes of a text. */
export interface Sighting {
  readonly kind: string
  readonly rank: Rank
  /** Offsets in the bytes as they were sent. */
  readonly start: number
  readonly end: number
  /** Its own bytes, escapes undone. */
  readonly secret: Buffer
  readonly form: FoundSecret['form']
  readonly byContext: boolean
}

/** Where something may be a secret. */
export type Hit = GateHit<Detector>

export interface Detectors {
  /**
   * All places in bytes where something may be a secret, those of `SPELLED` among them: the text around one must be looked through anew once
   * its escapes are undone.
   */
  readonly hits: (bytes: Buffer, budget: LookBudget) => Work<readonly Hit[]>
  /** Everything found in a text that has no escapes. */
  readonly inText: (text: Buffer, budget: LookBudget) => Work<readonly Sighting[]>
}

/** Stands where an escape spells what needs none: no gate opens on it. */
export const SPELLED: Detector = {
  id: 'spelled',
  rank: 'entropy',
  gates: [{ sets: [...literalGate('\\u00').sets, byteSet('2-7')], before: 0 }],
  reach: { before: 0, after: 0 },
  find: () => [],
}

export const createDetectors = (detectors: readonly Detector[]): Detectors => {
  const spelled = SPELLED.gates.map((gate) => ({ gate, owner: SPELLED }))
  const sought = detectors.flatMap((owner) =>
    owner.gates.map((gate) => ({ gate, owner, kind: owner.id, ahead: owner.ahead })),
  )
  const guarded = [...spelled, ...sought]
  let made: GateScan<Detector> | undefined
  const hits: Detectors['hits'] = (bytes, budget) => {
    made ??= createGateScan(guarded)
    return made.hits(bytes, budget)
  }
  return {
    hits,
    *inText(text, budget) {
      return yield* look(plainText(text), yield* hits(text, budget), budget)
    },
  }
}

export const plainText = (text: Buffer): StringText => ({ text, rawOf: (place) => place, placeOf: (raw) => raw })

/** Bytes that are looked at without a pause. */
const LOOKS_A_PAUSE = 64 * 1024

/** What the owners of places find there; the places lie in the string, and ascend. */
export function* look(string: StringText, hits: readonly Hit[], budget: LookBudget): Work<readonly Sighting[]> {
  const seen: Sighting[] = []
  const stretches = new Map<Detector, Stretch[]>()
  let looked = 0
  for (const { owner, at, ahead } of hits) {
    const place = string.placeOf(at)
    const [from, to] = [Math.max(0, place - owner.reach.before), place + (ahead ?? owner.reach.after)]
    if (owner.findAll !== undefined) {
      addStretch(stretches, owner, { from, to })
      continue
    }
    budget.spend(owner.id, to - from)
    const window = string.text.subarray(from, to)
    for (const found of owner.find(window, place - from)) seen.push(sighting(owner, string, { ...found, from }))
    looked += to - from
    if (looked < LOOKS_A_PAUSE) continue
    looked = 0
    yield
  }
  for (const [owner, list] of stretches) {
    for (const stretch of list) yield* allIn(owner, string, { ...stretch, budget, seen })
  }
  return seen
}

interface Stretch {
  readonly from: number
  readonly to: number
}

const addStretch = (stretches: Map<Detector, Stretch[]>, owner: Detector, { from, to }: Stretch): void => {
  const list = stretches.get(owner) ?? []
  stretches.set(owner, list)
  const last = list.at(-1)
  if (last === undefined || last.to < from) list.push({ from, to })
  else list[list.length - 1] = { from: last.from, to }
}

interface StretchTask extends Stretch {
  readonly budget: LookBudget
  readonly seen: Sighting[]
}

function* allIn(owner: Detector, string: StringText, { from, to, budget, seen }: StretchTask): Work<void> {
  budget.spend(owner.id, to - from)
  for (const found of owner.findAll?.(string.text.subarray(from, to)) ?? []) {
    if (found === undefined) yield
    else {
      budget.place(owner.id)
      seen.push(sighting(owner, string, { ...found, from }))
    }
  }
}

const sighting = (
  { id, rank }: Detector,
  { text, rawOf }: StringText,
  { start, end, form, byContext, from }: FoundSecret & { readonly from: number },
): Sighting => ({
  kind: id,
  rank: byContext && rank === 'form' ? 'context' : rank,
  start: rawOf(from + start),
  end: rawOf(from + end),
  secret: Buffer.from(text.subarray(from + start, from + end)),
  form,
  byContext,
})
