/** What a conversation is made of, in one form for all protocols. */
import type { RawJson } from '../../codec/json/exact-json.ts'
import type { ProtocolId } from '../../contract/protocol.ts'

/** A cache mark of Anthropic Messages (`cache_control`), as the client wrote it. */
type CacheMark = RawJson | undefined

export interface TextPart {
  readonly type: 'text'
  readonly text: string
  readonly cache?: CacheMark
}

export interface RefusalPart {
  readonly type: 'refusal'
  readonly text: string
}

/** Where the bytes of an image or a file are. `data`: base64, never re-encoded. `id`: a file kept by the maker of `protocol`. */
export type MediaSource =
  | { readonly kind: 'data'; readonly mime: string; readonly data: string }
  | { readonly kind: 'url'; readonly url: string; readonly mime?: string | undefined }
  | { readonly kind: 'id'; readonly id: string; readonly protocol: ProtocolId }

export interface ImagePart {
  readonly type: 'image'
  readonly source: MediaSource
  readonly detail?: string | undefined
  readonly cache?: CacheMark
}

/** A document that is no image: a PDF, most of the time. Text documents are text parts. */
export interface FilePart {
  readonly type: 'file'
  readonly source: MediaSource
  readonly name?: string | undefined
  readonly cache?: CacheMark
}

export interface AudioPart {
  readonly type: 'audio'
  /** Base64. */
  readonly data: string
  /** `wav`, `mp3` and the like, without `audio/`. */
  readonly format: string
}

/** A page that a text of a model is founded on. */
export interface Citation {
  readonly url: string
  readonly title?: string | undefined
}

/** Something opaque that only the protocol that made it can read, byte for byte as it was made. */
export interface Carried {
  readonly protocol: ProtocolId
  readonly item: RawJson
}

/** Reasoning of a model. Without `carried` nobody can take it back. */
export interface ReasoningPart {
  readonly type: 'reasoning'
  /** What may be shown; empty when the reasoning is hidden. */
  readonly text: string
  readonly carried?: Carried | undefined
}

/** How a tool takes its arguments: by name (`function`), as bare text (`custom`), or in one of the forms of OpenAI's own tools. */
export type CallKind = 'function' | 'custom' | 'local_shell' | 'shell' | 'apply_patch'

export interface CallPart {
  readonly type: 'call'
  readonly id: string
  readonly name: string
  readonly namespace?: string | undefined
  readonly kind: CallKind
  /** The text of the arguments with all its digits: JSON, except for `custom`, where it is the bare input. */
  readonly args: string
  /** Whether the arguments are JSON of an object; undefined where nobody has looked yet. */
  readonly isObject?: boolean | undefined
  readonly cache?: CacheMark
}

export type ResultContent = TextPart | ImagePart | FilePart

export interface ResultPart {
  readonly type: 'result'
  /** Id of the call it answers. */
  readonly id: string
  readonly kind: CallKind
  readonly parts: readonly ResultContent[]
  readonly isError?: boolean | undefined
  /** Name of the tool, where the protocol says it or the call is known. */
  readonly name?: string | undefined
  readonly namespace?: string | undefined
  readonly cache?: CacheMark
}

/** A block that only its own protocol understands: a search that its maker ran, a citation, a container. */
export interface HostedPart {
  readonly type: 'hosted'
  readonly protocol: ProtocolId
  /** The type as that protocol names it. */
  readonly name: string
  readonly item: RawJson
}

export type Part =
  | TextPart
  | RefusalPart
  | ImagePart
  | FilePart
  | AudioPart
  | ReasoningPart
  | CallPart
  | ResultPart
  | HostedPart

/** One contribution. `system` stands in the middle of the conversation only; what leads it is `Generation.system`. */
export interface Turn {
  readonly role: 'user' | 'assistant' | 'system'
  readonly parts: readonly Part[]
  /** Which kind of message Responses calls it. */
  readonly phase?: string | undefined
}
