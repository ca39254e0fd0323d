/** What a person can do after an upstream has failed: each a sentence of its own. */
import type { AttemptOutcome } from '../exchange.ts'
import type { ReasonIn } from './reason.ts'

export const REMEDY_REASONS = {
  'remedy-request': {},
  'remedy-key': {},
  'remedy-model': {},
  'remedy-limit': {},
  'remedy-overloaded': {},
  'remedy-server': {},
  'remedy-reach': {},
  'remedy-address': {},
} as const

export type RemedyReason = ReasonIn<typeof REMEDY_REASONS>

/** Undefined where nothing failed. */
export const remedyOf = (outcome: AttemptOutcome): RemedyReason | undefined => {
  const code = remedyCode(outcome)
  return code === undefined ? undefined : { code, params: {} }
}

/** Codes of answers that come from another place than an API. */
const ELSEWHERE: ReadonlySet<string> = new Set(['web-page-in-200', 'redirects', 'no-answer-in-200'])

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
