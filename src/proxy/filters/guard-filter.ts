/** Filters fail closed: rules that cannot be read, and filters that throw, refuse the request instead of letting it through. */

import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { Problem, problemFor } from '../../edge/problem.ts'
import type { Document } from '../../store/config/document.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Head } from '../exchange/exchange.ts'

/** The rules in force. Throws `Problem` `config-unusable` while there never were readable ones. */
export const rulesInForce = <T>({ snapshot }: Pick<Head, 'snapshot'>, document: Document<T>): T => {
  const rejection = snapshot.unusable(document)
  if (rejection === undefined) return snapshot.get(document)
  const reason = { code: 'rules-unreadable', params: { file: document.file } } as const
  throw new Problem('config-unusable', `${inEnglish(reason)} ${rejection.reason}`, { reason })
}

/** Runs a filter; whatever it throws that is not a `Problem` becomes `filter-failed`. */
export const failClosed = <T>(
  deps: Pick<ProxyDeps, 'log'>,
  head: Head,
  { id, run }: { id: string; run: () => T },
): T => {
  try {
    return run()
  } catch (error) {
    throw filterFailure(deps, head, { id, error })
  }
}

/** What a filter's failure refuses the request with. */
export const filterFailure = (
  { log }: Pick<ProxyDeps, 'log'>,
  head: Head,
  { id, error }: { id: string; error: unknown },
): Problem => {
  if (error instanceof Problem) return error
  log.error(head.service.id, `The ${id} filter failed on request ${head.id}, so it was refused`, error)
  const reason = { code: 'filter-threw', params: { filter: id, request: head.id } } as const
  return problemFor('filter-failed', reason, { cause: error })
}
