/** A conversation in one shape, whatever protocol it was spoken in: for people who read it. */
import type { Json } from '../common/protocol.ts'

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  /** `text` may be empty: thinking that only its maker can read. */
  | { readonly kind: 'thinking'; readonly text: string; readonly sealed: boolean }
  /** `input` is the arguments as text, JSON where it is JSON. */
  | { readonly kind: 'call'; readonly id: string; readonly name: string; readonly input: string }
  | { readonly kind: 'result'; readonly id: string; readonly failed: boolean; readonly blocks: readonly Block[] }
  /** `source` is a data URL or an address. */
  | { readonly kind: 'image'; readonly source: string; readonly mediaType: string }
  | { readonly kind: 'other'; readonly type: string; readonly json: string }

export interface Turn {
  /** `system`, `user`, `assistant`, `tool`, or what the client wrote. */
  readonly role: string
  readonly blocks: readonly Block[]
}

export interface AskedConversation {
  readonly turns: readonly Turn[]
  /** Names of the tools offered. */
  readonly tools: readonly string[]
  /** Empty where the body does not name it. */
  readonly model: string
  /** False when the body was cut and turns may be missing. */
  readonly whole: boolean
}

export interface Answer {
  readonly blocks: readonly Block[]
  readonly model: string
  /** Why the model stopped, in its own word; empty while it goes on. */
  readonly stopReason: string
  /** What the error says that the answer is or ends with; empty without one. */
  readonly error: string
}

/** The growing answer of a stream: blocks in the order in which they began, changed in place. */
export interface Draft {
  readonly blocks: Map<string, Block>
  model: string
  stopReason: string
  error: string
}

/** How conversations are written in one protocol. Nothing throws, whatever the JSON holds. */
export interface ConversationForm {
  /** The conversation in the body of a request; undefined when the body is not of this protocol. */
  readonly request: (body: Json, whole: boolean) => AskedConversation | undefined
  /** Takes one event of a stream into the draft; false when it is not of this protocol. */
  readonly event: (draft: Draft, event: Json) => boolean
  /** Takes a whole answer into the draft; false when it is not of this protocol. */
  readonly answer: (draft: Draft, body: Json) => boolean
}
