/** What masking would do to a request: how many secrets there are, and the body as it would go on. */
import { randomBytes } from 'node:crypto'
import { isJson } from '../../codec/json/json-valid.ts'
import { finish } from '../../codec/work/work.ts'
import type { FilterStep } from '../../contract/api/documents.ts'
import type { MaskSettings } from '../../contract/mask.ts'
import type { CompiledMasks } from '../mask-settings/compiled-masks.ts'
import { type Mark, maskJson } from '../masking/mask-json.ts'
import { createMint } from '../masking/placeholder.ts'
import type { Explanation, TriedRequest } from './filter.ts'
import { inBothForms, NO_TEXT } from './filter-steps.ts'

/** Placeholders are made with a key of the moment: what a draft shows tells nothing about those in use. */
export const explainMask = (settings: MaskSettings, request: TriedRequest, masks: CompiledMasks): Explanation => {
  const words = settings.custom.length + settings.values.length
  const step = (rule: string, index: number) => ({ filter: 'mask', rule, index, target: 'body', ...NO_TEXT }) as const
  const rules = words === 0 ? ['kinds'] : ['kinds', 'words']
  if (!settings.enabled) {
    const off = inBothForms({ code: 'masking-off', params: {} })
    return { steps: rules.map((rule, index) => ({ ...step(rule, index), effect: 'off', ...off })), request }
  }
  const { body, protocol } = request
  const bytes = body.joined()
  const task = {
    ...masks,
    literals: [],
    texts: protocol.texts.request,
    apart: protocol.apart,
    mint: createMint(randomBytes(32)),
  }
  const masked = finish(isJson(bytes)) ? finish(maskJson(bytes, task)) : undefined
  const marks = masked?.marks ?? []
  const own = new Set(['values', ...settings.custom.map(({ name }) => name)])
  const counted = (rule: string): readonly Mark[] => marks.filter(({ kind }) => own.has(kind) === (rule === 'words'))
  const steps = rules.map((rule, index): FilterStep => {
    const count = counted(rule).length
    return count === 0
      ? { ...step(rule, index), effect: 'none', ...inBothForms({ code: 'no-secret', params: {} }) }
      : { ...step(rule, index), effect: 'replace', ...inBothForms({ code: 'secrets-found', params: { count } }) }
  })
  return { steps, request: masked === undefined ? request : { ...request, body: body.splice(masked.edits) } }
}
