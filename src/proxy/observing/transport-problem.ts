/** Failures of the wire as the client is told them, and as the record keeps them. */
import type { Outcome } from '../../contract/exchange.ts'
import { Problem } from '../../edge/problem.ts'
import { REDIRECTS } from '../../protocol/judge/answer-faults.ts'
import { failureReason } from '../../protocol/judge/failure-reason.ts'
import { isOwnShortage, outcomeOfError } from '../attempts/outcome.ts'
import { TransportError } from '../exchange/transport.ts'

/** How an exchange ended whose answer broke off after its head; `status` is what the client saw. */
export const brokenOutcome = (error: Error, status: number): Outcome => {
  const code = error instanceof TransportError && error.kind === 'timeout' ? 'upstream-timeout' : 'upstream-broken'
  const outcome = outcomeOfError(error, 0)
  const why = outcome === undefined ? {} : { why: failureReason(outcome) }
  return { kind: 'failed', code, status, reason: error.message, ...why }
}

/** What the client is told when no head came; `upstream` is the name of the last one asked. */
export const transportProblem = (error: TransportError, upstream: string | undefined): Problem => {
  const who = upstream === undefined ? 'The upstream' : `Upstream "${upstream}"`
  const outcome = outcomeOfError(error, 0)
  const options = outcome === undefined ? {} : { reason: failureReason(outcome) }
  switch (error.kind) {
    case 'unreachable':
      if (isOwnShortage(error.code)) return outOfDescriptors(error.code)
      return new Problem('upstream-unreachable', `${who} cannot be reached (${error.code}): ${error.message}`, options)
    case 'timeout':
      return new Problem('upstream-timeout', `${who} did not answer in time: ${error.message}`, options)
    case 'broken':
      if (error.code === REDIRECTS) return new Problem('upstream-redirects', redirectText(who, error), options)
      return new Problem('upstream-broken', `${who} broke off before it answered (${error.code})`, options)
    case 'abandoned':
      return new Problem('upstream-broken', `${who} broke off before it answered (${error.code})`, options)
  }
}

const outOfDescriptors = (code: string): Problem =>
  new Problem(
    'out-of-descriptors',
    `There is no file descriptor left to connect with (${code}); let CLP open more files (ulimit -n, LimitNOFILE=), or send fewer requests at once`,
    { headers: ['retry-after', '1'] },
  )

const redirectText = (who: string, { message }: TransportError): string =>
  `${who} redirects to ${message}, which CLP does not follow or pass on; use that address as its base address, or set "redirects": "pass" in its entry`
