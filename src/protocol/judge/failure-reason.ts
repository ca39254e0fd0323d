/** What became of an attempt, in a reason that people can read. Pure. */
import type { AttemptOutcome } from '../../contract/exchange.ts'
import type { FailureReason } from '../../contract/reason/failure-reasons.ts'
import { ANSWER_FAULTS, ENDING_FAULTS, REDIRECTS } from './answer-faults.ts'

/** Faults for which there are words of their own. */
const NO_ANSWERS: ReadonlyMap<string, AnswerFailure> = new Map([
  [ANSWER_FAULTS.empty, 'answer-empty'],
  [ANSWER_FAULTS.webPage, 'answer-is-page'],
  [ANSWER_FAULTS.errorBody, 'answer-is-error'],
  [ANSWER_FAULTS.errorEvent, 'answer-is-error'],
  [ANSWER_FAULTS.noAnswer, 'answer-is-none'],
  [ENDING_FAULTS.noTerminal, 'answer-unended'],
])

type AnswerFailure = Extract<FailureReason['code'], `answer-${string}`>

/** How an attempt went, as a reason for health, logs and error bodies. */
export const failureReason = (outcome: AttemptOutcome): FailureReason => {
  switch (outcome.kind) {
    case 'answered':
    case 'refused':
      return { code: 'upstream-answered', params: { status: outcome.status } }
    case 'unreachable':
      return { code: 'upstream-unreachable', params: { fault: outcome.code } }
    case 'broken': {
      const { bytes, code: fault } = outcome
      if (fault === REDIRECTS) return { code: 'upstream-redirects', params: {} }
      const none = NO_ANSWERS.get(fault)
      if (none !== undefined) return { code: none, params: {} }
      if (bytes === 0) return { code: 'upstream-silent', params: { fault } }
      return { code: 'upstream-broke-off', params: { bytes, fault } }
    }
    case 'abandoned':
      return { code: 'client-left', params: {} }
  }
}
