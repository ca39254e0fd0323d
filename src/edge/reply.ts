/** An answer on its way to whoever asked: head at once, body as it comes. */
import type { ByteSource } from '../codec/bytes/byte-source.ts'
import type { RawHeaders } from '../contract/exchange.ts'

export interface Reply {
  readonly status: number
  /** Reason phrase of the upstream, or empty for the standard one. */
  readonly statusMessage: string
  /** Flat name, value pairs, hop-by-hop headers removed. */
  readonly headers: RawHeaders
  readonly body: ByteSource | undefined
  /** ms it took to connect; absent for a reused connection and for replies of our own. */
  readonly connectMs?: number
}
