/** What a person can do after an attempt at an upstream has failed, by what became of it. Pure. */
import type { AttemptOutcome } from '../../contract/exchange.ts'
import type { RemedyReason } from '../../contract/reason/remedy-reasons.ts'
import { ANSWER_FAULTS, REDIRECTS } from './answer-faults.ts'

/** Undefined where nothing failed. */
export const remedyOf = (outcome: AttemptOutcome): RemedyReason | undefined => {
  const code = remedyCode(outcome)
  return code === undefined ? undefined : { code, params: {} }
}

/** Codes of answers that come from another place than an API. */
const ELSEWHERE: ReadonlySet<string> = new Set([ANSWER_FAULTS.webPage, ANSWER_FAULTS.noAnswer, REDIRECTS])

const remedyCode = (outcome: AttemptOutcome): RemedyReason['code'] | undefined => {
  switch (outcome.kind) {
    case 'answered':
    case 'refused':
      return outcome.status < 400 ? undefined : remedyByStatus(outcome.status)
    case 'unreachable':
      return 'remedy-reach'
    case 'broken':
      return ELSEWHERE.has(outcome.code) ? 'remedy-address' : 'remedy-server'
    case 'abandoned':
      return undefined
  }
}

const remedyByStatus = (status: number): RemedyReason['code'] => {
  if (status === 401 || status === 403) return 'remedy-key'
  if (status === 404) return 'remedy-model'
  if (status === 402 || status === 429) return 'remedy-limit'
  // 529 is Anthropic's own for "overloaded".
  if (status === 503 || status === 529) return 'remedy-overloaded'
  return status < 500 ? 'remedy-request' : 'remedy-server'
}
