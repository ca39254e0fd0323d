/** What is shown of masking: its kinds, what was replaced, and what would be in a text. Nothing shown is a secret. */
import { randomBytes } from 'node:crypto'
import type { Work } from '../../codec/work/work.ts'
import type { MaskingAnswer, MaskTryAnswer } from '../../contract/api/masking.ts'
import type { MaskSettings } from '../../contract/mask.ts'
import type { Sighting } from '../masking/detectors.ts'
import { edited } from '../masking/edited-bytes.ts'
import { LookBudget } from '../masking/look-budget.ts'
import { createMint } from '../masking/placeholder.ts'
import { withoutOverlaps } from '../masking/without-overlaps.ts'
import { kinds } from '../masks/index.ts'
import { compileMasks, kindsInForce } from './compiled-masks.ts'

/** `masked`: how many secrets of each kind were replaced. */
export const maskingAnswer = (settings: MaskSettings, masked: ReadonlyMap<string, number>): MaskingAnswer => {
  const on = new Set(kindsInForce(settings).map(({ id }) => id))
  return {
    enabled: settings.enabled,
    kinds: kinds.map(({ id, family, names, byDefault }) => ({
      id,
      family,
      names: { ...names },
      byDefault,
      on: on.has(id),
      masked: masked.get(id) ?? 0,
    })),
    words: settings.custom.length + settings.values.length,
    masked: [...masked.values()].reduce((sum, count) => sum + count, 0),
  }
}

/**
 * What would be replaced in a text, whether masking is on or not. Throws `PatternError` for an expression that cannot be run, `Problem` (403)
 * for a text that is too much to look at.
 */
export function* tryMasking(settings: MaskSettings, text: string, service: string): Work<MaskTryAnswer> {
  const { detectors, allow } = compileMasks(settings, service)
  const bytes = Buffer.from(text, 'utf8')
  const seen = yield* detectors.inText(bytes, new LookBudget(bytes.length))
  const found = withoutOverlaps(seen.filter(({ secret }) => !allow.has(secret.toString('utf8'))))
  const mint = createMint(randomBytes(32))
  const edits = found.map(({ start, end, form, secret }) => ({
    offset: start,
    removed: end - start,
    inserted: Buffer.from(mint(form, secret).text, 'latin1'),
  }))
  return { found: findsOf(bytes, found), text: edited(bytes, edits).toString('utf8') }
}

const LINE_END = 0x0a

/** `found` ascend. */
const findsOf = (bytes: Buffer, found: readonly Sighting[]): MaskTryAnswer['found'] => {
  let line = 1
  let begun = 0
  return found.map(({ kind, start, secret }) => {
    for (let end = bytes.indexOf(LINE_END, begun); end >= 0 && end < start; end = bytes.indexOf(LINE_END, begun)) {
      line += 1
      begun = end + 1
    }
    const column = bytes.toString('utf8', begun, start).length + 1
    return { kind, line, column, characters: secret.toString('utf8').length }
  })
}
