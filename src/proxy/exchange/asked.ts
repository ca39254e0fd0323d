/** What a request is about, learned before anybody decides about it. */
import type { Operation } from '../../protocol/common/protocol.ts'

/** What a request is about, as far as it says so. */
export interface Asked {
  readonly operation: Operation
  readonly model: string | undefined
  /** Conversation it belongs to. */
  readonly session: string | undefined
  /** Whether the answer is wanted as a stream. */
  readonly streams: boolean
}
