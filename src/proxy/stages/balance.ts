/** Inbound → Outbound: chooses who answers. */

import type { ProxyDeps } from '../deps.ts'
import type { Inbound, Outbound } from '../exchange.ts'
import type { Layer } from '../handler.ts'
import { Problem } from '../problem.ts'

export const balance =
  (_deps: ProxyDeps): Layer<Inbound, Outbound> =>
  (next) =>
  async (input) => {
    const upstream = input.snapshot.active(input.service.id)
    if (upstream === undefined) {
      throw new Problem(
        'no-upstream',
        `No upstream is configured for ${input.service.label}. Add one with "clp add ${input.service.id} <name> --base-url <url>" or in ${input.service.document.file} of the CLP home`,
      )
    }
    return await next({ ...input, upstream, attempt: 1 })
  }
