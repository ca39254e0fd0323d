/** An answer on its way to whoever asked: head at once, body as it comes. */
import type { ByteSource } from '../codec/bytes/byte-source.ts'
import type { DecodedView } from '../codec/bytes/decoded.ts'
import type { AttemptOutcome, Outcome, RawHeaders } from '../contract/exchange.ts'

export interface Reply {
  readonly status: number
  /** Reason phrase of the upstream, or empty for the standard one. */
  readonly statusMessage: string
  /** Flat name, value pairs, hop-by-hop headers removed. */
  readonly headers: RawHeaders
  readonly body: ByteSource | undefined
  /** The body as it is without its encoding, for all who look at it; absent until somebody wants to. */
  readonly view?: DecodedView
  /** ms it took to connect; absent for a reused connection and for replies of our own. */
  readonly connectMs?: number
  /**
   * How the exchange ended where the bytes do not say it: an answer with a good head that failed, a stream that was ended in the client's
   * protocol. Asked once the body is over; undefined when it ended as it looks.
   */
  readonly ending?: () => Outcome | undefined
  /** How the attempt went, where the status does not say it: that of a translated answer is in the client's terms. */
  readonly outcome?: AttemptOutcome
  /** The wire's error behind an answer that was ended well in the client's protocol. Asked once the body is over. */
  readonly failure?: () => Error | undefined
  /** The upstream has said what it refuses, and can be asked once more without it. */
  readonly repairable?: true
  /** For monitors: leaves no record and no trace in the live view. */
  readonly unrecorded?: true
}
