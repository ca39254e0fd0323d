/** What readers and writers of requests take and give, the same for every protocol. */
import type { JsonDocument } from '../../codec/json/exact-json.ts'
import type { Work } from '../../codec/work/work.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import type { Generation } from './generation.ts'
import type { Losses } from './loss.ts'
import type { ToolNames } from './tool-names.ts'
import type { UpstreamProfile } from './upstream-profile.ts'

/** A request as its client sent it. `model`, `stream`: where the protocol says them in the path. */
export interface ClientRequest {
  readonly document: JsonDocument
  /** A header by its lower-case name. */
  readonly header: (name: string) => string | undefined
  readonly model?: string | undefined
  readonly stream?: boolean | undefined
}

/** Throws `Refusal` when the request cannot be translated to any protocol. */
export type RequestReader = (request: ClientRequest, losses: Losses) => Work<Generation>

export interface WriteContext {
  /** Whose conversation it is. */
  readonly client: ProtocolId
  readonly profile: UpstreamProfile
  readonly losses: Losses
}

/** A request in the upstream's protocol. */
export interface WrittenRequest {
  /** Below the upstream's base address. */
  readonly path: string
  /** With its question mark; empty when there is none. */
  readonly query: string
  /** Headers the protocol itself demands. */
  readonly headers: RawHeaders
  readonly body: string
  /** How the answer's names of tools become the client's. */
  readonly names: ToolNames
}

/** Throws `Refusal` when the upstream's protocol cannot say the request at all. */
export type RequestWriter = (generation: Generation, context: WriteContext) => Work<WrittenRequest>
