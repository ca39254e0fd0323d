/** Finds where placeholders may stand in the bytes of an answer, however many forms there are, in slices. */
import type { Work } from '../../codec/work/work.ts'
import { createGateScan } from '../masking/gate-scan.ts'
import type { Budget } from '../masking/look-budget.ts'
import { WORD_LENGTH } from '../masking/placeholder.ts'
import { byteSet } from '../masks/byte-set.ts'
import { type Gate, literalGate } from '../masks/gate.ts'
import type { PlaceholderForm } from '../masks/kind.ts'

export interface PlaceholderScan {
  /** Ascending; wrong only in the direction of too many: also where JSON spells by number what it need not. */
  readonly places: (bytes: Buffer) => Work<readonly number[]>
}

const DIGIT = byteSet('0-9a-hjkmnp-tv-z')
const SPELLED: Gate = { sets: [...literalGate('\\u00').sets, byteSet('2-7')], before: 0 }

/** What is found is not judged here. */
const BOUNDLESS: Budget = { spend: () => undefined, place: () => undefined }

export const createPlaceholderScan = (forms: readonly Pick<PlaceholderForm, 'head'>[]): PlaceholderScan => {
  const gates = [...new Set(forms.map(({ head }) => head))].map(gateOf)
  const scan = createGateScan([SPELLED, ...gates].map((gate) => ({ gate, owner: undefined })))
  return {
    *places(bytes) {
      const hits = yield* scan.hits(bytes, BOUNDLESS)
      return hits.map(({ at }) => at)
    },
  }
}

const gateOf = (head: string): Gate => ({
  sets: [...literalGate(head).sets, ...Array.from({ length: WORD_LENGTH }, () => DIGIT)],
  before: 0,
})
