/** The kinds of tokens (`TOKEN_KINDS`) with their colours. */
export const KINDS = [
  { id: 'uncachedInput', color: 'var(--clp-series-3)' },
  { id: 'cacheRead', color: 'var(--clp-series-1)' },
  { id: 'cacheCreate', color: 'var(--clp-series-2)' },
  { id: 'output', color: 'var(--clp-series-4)' },
] as const
