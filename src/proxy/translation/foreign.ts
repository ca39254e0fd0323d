/** Which upstreams speak another protocol than a client, and in which protocol an upstream answers. */
import type { Upstream } from '../../contract/upstream.ts'
import type { Protocol } from '../../protocol/common/protocol.ts'
import { protocols } from '../../protocol/index.ts'
import type { Head } from '../exchange/exchange.ts'

type Asking = Pick<Head, 'protocol'>

/** Whether what this client asks must be translated for the upstream. */
export const isForeign = ({ translates, protocol }: Upstream, head: Asking): boolean =>
  translates === true && protocol !== head.protocol.id

/** An upstream whose entry names no protocol is asked in the client's, and answers in it. */
export const answersIn = (upstream: Upstream, head: Asking): Protocol =>
  isForeign(upstream, head) ? protocols[upstream.protocol] : head.protocol
