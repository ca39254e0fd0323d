/** The mask filter: secrets are replaced by placeholders before anybody else sees a request, and put back in its answer. */
import type { MaskSettings } from '../../contract/mask.ts'
import { maskDocument } from '../../store/documents/mask.ts'
import { compileMasks, kindsInForce } from '../mask-settings/compiled-masks.ts'
import { explainMask } from './explain-mask.ts'
import type { MaskFilter, RuleView } from './filter.ts'

export const mask = {
  id: 'mask',
  stage: 'mask',
  document: maskDocument,
  rules: (settings) => [
    {
      rule: 'kinds',
      on: settings.enabled,
      what: { code: 'masks-kinds', params: { count: kindsInForce(settings).length } },
    },
    ...wordsOf(settings),
  ],
  explain: (settings, request) => explainMask(settings, request, compileMasks(settings, request.service)),
} as const satisfies MaskFilter<MaskSettings>

const wordsOf = ({ enabled, custom, values }: MaskSettings): readonly RuleView[] => {
  const count = custom.length + values.length
  return count === 0 ? [] : [{ rule: 'words', on: enabled, what: { code: 'masks-words', params: { count } } }]
}
