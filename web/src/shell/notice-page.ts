/** Which page a notice is about. Pure. */
import type { Notice } from '../../../src/contract/api/status.ts'

/** Documents with a page of their own; the others are edited in the settings, those of services with their upstreams. */
const PAGES: Readonly<Record<string, string>> = {
  auth: 'access',
  'endpoint-filter': 'filters',
  'header-filter': 'filters',
  filter: 'filters',
  routing: 'routing',
  lb: 'balancing',
}

/** First part of the page's path; `''` where only the overview speaks of it, as of everything that is a mere note. */
export const noticePage = (
  { severity, fix }: Pick<Notice, 'severity' | 'fix'>,
  services: readonly { readonly id: string }[],
): string => {
  if (severity === 'info' || fix === null) return ''
  if (fix.kind === 'reset') return 'balancing'
  if (fix.kind !== 'document') return fix.kind
  return services.some(({ id }) => id === fix.target) ? 'upstreams' : (PAGES[fix.target] ?? 'settings')
}

/** How many warnings and errors there are for each page; all of them for the overview, whose path is `''`. */
export const noticeCounts = (
  notices: readonly Pick<Notice, 'severity' | 'fix'>[],
  services: readonly { readonly id: string }[],
): ReadonlyMap<string, number> => {
  const serious = notices.filter(({ severity }) => severity !== 'info')
  const counts = new Map([['', serious.length]])
  for (const notice of serious) {
    const page = noticePage(notice, services)
    if (page !== '') counts.set(page, (counts.get(page) ?? 0) + 1)
  }
  return counts
}
