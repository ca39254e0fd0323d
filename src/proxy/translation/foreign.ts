/** Which upstreams speak another protocol than a client, and in which protocol an upstream answers. */
import type { ProtocolId } from '../../contract/protocol.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Protocol } from '../../protocol/common/protocol.ts'
import { protocols } from '../../protocol/index.ts'
import type { Head } from '../exchange/exchange.ts'

type Asking = { readonly protocol: Pick<Protocol, 'id'> }

/** Whether what this client asks must be translated for the upstream. */
export const isForeign = ({ translates, protocol }: Pick<Upstream, 'translates' | 'protocol'>, head: Asking): boolean =>
  translates === true && protocol !== head.protocol.id

/** An upstream whose entry names no protocol is asked in the client's, and answers in it. */
export const answersIn = (upstream: Upstream, head: Pick<Head, 'protocol'>): Protocol =>
  isForeign(upstream, head) ? protocols[upstream.protocol] : head.protocol

/** The path of a protocol's own question as `upstreamUrl` wants it: without the version that it may add itself. */
export const foreignTarget = (protocol: ProtocolId, path: string): string =>
  protocol === 'gemini' ? path.replace(/^\/v1beta(?=\/)/, '') : path
