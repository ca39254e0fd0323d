/** The shelf of filters. Those that admit come first; those that rewrite follow in the order in which they act. */
import { body } from './body.ts'
import { endpoint } from './endpoint.ts'
import type { AdmitFilter, Filter, RewriteFilter } from './filter.ts'
import { header } from './header.ts'
import { mask } from './mask.ts'

export const admitFilters: readonly AdmitFilter[] = [endpoint]

export const rewriteFilters: readonly RewriteFilter[] = [header, body]

/** All of them, in the order in which they act. */
export const filters: readonly Filter[] = [...admitFilters, mask, ...rewriteFilters]
