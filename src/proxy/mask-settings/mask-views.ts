/** What is shown of masking: its kinds, what was replaced, and what would be in a text. Nothing shown is a secret. */
import { randomBytes } from 'node:crypto'
import { finish } from '../../codec/work/work.ts'
import type { MaskingAnswer, MaskTryAnswer } from '../../contract/api/masking.ts'
import type { MaskSettings } from '../../contract/mask.ts'
import { type Sighting, withoutOverlaps } from '../masking/detectors.ts'
import { edited } from '../masking/edited-bytes.ts'
import { createMint } from '../masking/placeholder.ts'
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

/** What would be replaced in a text, whether masking is on or not. Throws `PatternError` for an expression that cannot be run. */
export const tryMasking = (settings: MaskSettings, text: string, service: string): MaskTryAnswer => {
  const { detectors, allow } = compileMasks(settings, service)
  const bytes = Buffer.from(text, 'utf8')
  const seen = finish(detectors.inText(bytes)).filter(({ secret }) => !allow.has(secret.toString('utf8')))
  const found = withoutOverlaps(seen)
  const mint = createMint(randomBytes(32))
  const edits = found.map(({ start, end, form, secret }) => ({
    offset: start,
    removed: end - start,
    inserted: Buffer.from(mint(form, secret).text, 'latin1'),
  }))
  return { found: found.map((one) => findOf(bytes, one)), text: edited(bytes, edits).toString('utf8') }
}

const findOf = (bytes: Buffer, { kind, start, secret }: Sighting): MaskTryAnswer['found'][number] => {
  const before = bytes.toString('utf8', 0, start)
  const line = before.split('\n').length
  return { kind, line, column: before.length - before.lastIndexOf('\n'), characters: secret.toString('utf8').length }
}
