/** The header filter: removes named request headers before they reach an upstream. What CLP adds afterwards is not its business. */
import { seenName } from '../../codec/http/header-name.ts'
import { withoutHeaders } from '../../codec/http/headers.ts'
import type { HeaderFilterSettings } from '../../contract/settings.ts'
import { headerFilterDocument } from '../../store/documents/header-filter.ts'
import type { Routed } from '../exchange/exchange.ts'
import type { RewriteFilter } from './filter.ts'

export const header = {
  id: 'header',
  stage: 'rewrite',
  document: headerFilterDocument,
  compile: (settings) => {
    const names = blockedNames(settings)
    return {
      reads: () => false,
      apply: (input) => (names.size === 0 ? input : withoutNamed(input, names)),
    }
  },
} as const satisfies RewriteFilter<HeaderFilterSettings>

/** Names as programs behind CGI see them, which is the same for `x_secret` and `x-secret`. */
export const blockedNames = (settings: HeaderFilterSettings): ReadonlySet<string> =>
  new Set(settings.enabled ? settings.blocked_headers.filter(Boolean).map((name) => seenName(name.toLowerCase())) : [])

const withoutNamed = (input: Routed, names: ReadonlySet<string>): Routed => {
  const removed = new Set<string>()
  const headers = withoutHeaders(input.head.headers, (name, seen) => {
    if (!names.has(seen)) return false
    removed.add(name)
    return true
  })
  if (removed.size === 0) return input
  for (const name of removed) input.trace.change({ by: 'header', rule: name, target: `header:${name}` })
  return { ...input, head: { ...input.head, headers } }
}
