/** What is known of the request's bodies of a finished exchange beside their bytes: where they lie, and how one was made of the other. */
import type { SharedEnds } from '../../codec/bytes/body-edit.ts'
import type { LeasedBytes } from '../../codec/bytes/leased-bytes.ts'

export interface RequestBodies {
  /** The memory of both: who reads them later than at once holds it for so long. */
  readonly memory: LeasedBytes
  /** How much of the body as received stands at both ends of the body as sent; absent unless this one was made of that one by edits. */
  readonly shared?: SharedEnds
}
