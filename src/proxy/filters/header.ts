/** The header filter: removes named request headers before they reach an upstream. What CLP adds afterwards is not its business. */
import { seenName } from '../../codec/http/header-name.ts'
import { withoutHeaders } from '../../codec/http/headers.ts'
import type { FilterStep } from '../../contract/api/documents.ts'
import type { HeaderFilterSettings } from '../../contract/settings.ts'
import { headerFilterDocument } from '../../store/documents/header-filter.ts'
import type { Budgeted } from '../exchange/exchange.ts'
import type { Explanation, RewriteFilter, TriedRequest } from './filter.ts'
import { inBothForms, NO_TEXT } from './filter-steps.ts'

export const header = {
  id: 'header',
  stage: 'rewrite',
  document: headerFilterDocument,
  compile: (settings) => {
    const names = blockedNames(settings)
    return {
      idle: names.size === 0,
      reads: () => false,
      apply: (input) => ({ request: names.size === 0 ? input : withoutNamed(input, names) }),
    }
  },
  rules: ({ enabled, blocked_headers }) =>
    blocked_headers.map((name) => ({ rule: name, on: enabled, what: { code: 'removes-header', params: {} } })),
  explain: (settings, request) => explainHeaders(settings, request),
} as const satisfies RewriteFilter<HeaderFilterSettings>

/** Names as programs behind CGI see them, which is the same for `x_secret` and `x-secret`. */
const blockedNames = (settings: HeaderFilterSettings): ReadonlySet<string> =>
  new Set(settings.enabled ? settings.blocked_headers.filter(Boolean).map((name) => seenName(name.toLowerCase())) : [])

const withoutNamed = (input: Budgeted, names: ReadonlySet<string>): Budgeted => {
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

const explainHeaders = (settings: HeaderFilterSettings, request: TriedRequest): Explanation => {
  const { headers } = request
  const names = blockedNames(settings)
  const sent = new Set(headers.filter((_, index) => index % 2 === 0).map((name) => seenName(name.toLowerCase())))
  const steps = settings.blocked_headers.map((written, index): FilterStep => {
    const name = written.toLowerCase()
    const step = { filter: 'header', rule: written, index, target: `header:${name}`, ...NO_TEXT } as const
    if (!settings.enabled) return { ...step, effect: 'off', ...inBothForms({ code: 'header-filter-off', params: {} }) }
    return sent.has(seenName(name))
      ? { ...step, effect: 'remove', ...inBothForms({ code: 'header-there', params: {} }) }
      : { ...step, effect: 'none', ...inBothForms({ code: 'header-missing', params: {} }) }
  })
  return { steps, request: { ...request, headers: withoutHeaders(headers, (_, seen) => names.has(seen)) } }
}
