/** Writes down what a translation could not say, with the request: nothing is lost silently. */
import type { ReasonCode } from '../../contract/reason/reasons.ts'
import type { Loss, LossCode } from '../../protocol/canonical/loss.ts'
import type { Repair } from '../../protocol/canonical/repair.ts'
import type { AttemptTrace } from '../exchange/attempt-trace.ts'

export const noteLosses = ({ changes }: AttemptTrace, losses: readonly Loss[]): void => {
  for (const { what, where } of losses) changes.push({ by: 'translate', rule: codeOf(what), target: where })
}

/** Each has its sentence among the reasons. */
const codeOf = (what: LossCode): ReasonCode => what

/** What is left out or changed because the upstream has refused it before. */
export const noteRepairs = ({ changes }: AttemptTrace, repairs: readonly Repair[]): void => {
  for (const repair of repairs) changes.push({ by: 'translate', rule: 'repaired', target: subjectOf(repair) })
}

const subjectOf = (repair: Repair): string => {
  switch (repair.kind) {
    case 'omit':
      return repair.parameter
    case 'omit-keyword':
      return repair.keyword
    case 'limit-tokens':
      return `max_tokens=${repair.most}`
    default:
      return repair.kind
  }
}
