/** Filters fail closed: rules that cannot be read, and filters that throw, refuse the request instead of letting it through. */

import { Problem } from '../../edge/problem.ts'
import type { Document } from '../../store/config/document.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Arrived } from '../exchange/exchange.ts'

/** The rules in force. Throws `Problem` `config-unusable` while there never were readable ones. */
export const rulesInForce = <T>({ snapshot }: Pick<Arrived, 'snapshot'>, document: Document<T>): T => {
  const rejection = snapshot.unusable(document)
  if (rejection === undefined) return snapshot.get(document)
  throw new Problem(
    'config-unusable',
    `Requests are refused because the rules in ${document.file} cannot be read and may forbid this one. ${rejection.reason}`,
  )
}

/** Runs a filter; whatever it throws that is not a `Problem` becomes `filter-failed`. */
export const failClosed = <T>(
  { log }: Pick<ProxyDeps, 'log'>,
  input: Arrived,
  { id, run }: { id: string; run: () => T },
): T => {
  try {
    return run()
  } catch (error) {
    if (error instanceof Problem) throw error
    log.error(input.service.id, `The ${id} filter failed on request ${input.id}, so it was refused`, error)
    throw new Problem(
      'filter-failed',
      `The ${id} filter failed, so the request was refused; the daemon's log has the details under ${input.id}`,
      { cause: error },
    )
  }
}
