/**
 * What one protocol of AI services is: where its requests name model and session, how credentials are shown, how answers fail and end,
 * how tokens are counted. Pure. The chain asks the client's protocol about requests and problems, the upstream's about answers.
 */
import type { Work } from '../../codec/work/work.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { ProblemCode } from '../../contract/problem.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import type { Credential } from '../../contract/upstream.ts'
import type { LimitForm, LimitReached } from './limit-form.ts'
import type { AnswerTexts, RequestTexts } from './text-forms.ts'
import type { UsageDialect } from './usage-dialect.ts'

export type Json = Readonly<Record<string, unknown>>

/**
 * What a request asks for. Only questions (`generate`, `compact`) decide about an upstream's health and can be answered emptily;
 * everything else is a side request.
 */
export type Operation = 'generate' | 'compact' | 'count-tokens' | 'list-models' | 'other'

/** A part of a text: offsets of its first character and of the one behind its last. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Where a request names the model. */
export interface ModelPlaces {
  /** Where its path does, if it does. */
  readonly inPath: (path: string) => Span | undefined
  /** Top-level member of its JSON body that does where the path does not. */
  readonly member: string
}

/** Where a request names its conversation, in order of preference. */
export interface SessionPlaces {
  /** Lower-case header names. */
  readonly headers: readonly string[]
  /** Paths of members in the JSON body. */
  readonly members: readonly (readonly string[])[]
}

export interface CredentialPlaces {
  /** Lower-case names of request headers that carry a client's own credential. */
  readonly headers: readonly string[]
  /** Lower-case names of headers that say whose account the credential belongs to: they mean nothing beside another one. */
  readonly accountHeaders: readonly string[]
  /** Names of query parameters that may carry it. */
  readonly parameters: readonly string[]
  /** Header pairs that show the credential to the upstream; empty when there is none to show. */
  readonly write: (credential: Credential) => RawHeaders
}

/** A problem as a client of this protocol is told it. */
export interface ProblemText {
  readonly contentType: string
  readonly body: string
  /** What its clients read beside the body. */
  readonly headers?: RawHeaders
}

export interface ProblemFacts {
  readonly code: ProblemCode
  readonly status: number
  readonly message: string
  readonly requestId: string
  /** Whether asking again would be told the same: a document to be mended, a token that is missing, a rule. */
  readonly lasting?: boolean
  /** With `budget-exceeded`. */
  readonly limit?: LimitReached | undefined
}

export type ProblemWriter = (problem: ProblemFacts) => ProblemText

export interface ErrorForm {
  /** The status with which clients of the protocol read a problem as what it is, where that is not the usual one. */
  readonly statusOf?: (code: ProblemCode) => number | undefined
  /** A whole answer that is an error. */
  readonly write: ProblemWriter
  /** One event, with its blank line, that tells the client that its stream ends with an error. */
  readonly event: (problem: Omit<ProblemFacts, 'status'>) => string
  /** Whether a whole JSON answer is an error. */
  readonly isError: (value: Json) => boolean
}

export interface AnswerForm {
  /** Whether a JSON value has the shape of an answer to a question, or of a part of one. What has not is none, whatever its status. */
  readonly isWhole: (value: Json) => boolean
}

/**
 * What one event of a stream means. `prelude` comes before any content, `terminal` is the last one of an answer that is whole,
 * `nothing` is a comment or a keep-alive.
 */
export type EventMeaning = 'prelude' | 'content' | 'terminal' | 'error' | 'nothing'

export interface EventForm {
  /** `text` is the event as it stands in the stream, without its blank line. */
  readonly meaning: (text: string) => EventMeaning
  /** Whether an event in these bytes can mean `error` at all; cheap, and wrong only in the direction of yes. */
  readonly mayBeError: (bytes: Buffer) => boolean
  /**
   * Whether the last bytes of a stream say, beyond a bare mark, that it has reached its end: a search, right when it says yes. The quotes of
   * what is searched for would be escaped in anybody's text.
   */
  readonly saysEnd: (bytes: Buffer) => boolean
}

/** Byte offsets, end exclusive. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** Ranges of a body, each list ascending by their end. */
export interface SetApart {
  /** What the upstream has signed or encrypted and must get back byte for byte. */
  readonly signed: readonly ByteRange[]
  /** Bytes that are no text: pictures, documents, sounds. */
  readonly opaque: readonly ByteRange[]
}

/** A small real request that shows whether an upstream answers. */
export interface Probe {
  readonly method: string
  /** Path below the upstream's base address. */
  readonly path: string
  readonly headers: RawHeaders
  readonly body: string
}

export interface Protocol {
  readonly id: ProtocolId
  /** As people know it. */
  readonly label: string
  readonly operationOf: (method: string, path: string) => Operation
  /** Whether the path alone asks for a stream; else the body's member `stream` does, where the protocol has it. */
  readonly streamsByPath: (path: string) => boolean
  readonly model: ModelPlaces
  readonly session: SessionPlaces
  readonly credentials: CredentialPlaces
  readonly errors: ErrorForm
  /** Absent where its clients read none. */
  readonly limits?: LimitForm
  readonly answers: AnswerForm
  readonly events: EventForm
  /** How token counts are read from answers. */
  readonly usage: UsageDialect
  /** What rules must leave alone in a request body. */
  readonly apart: (body: Buffer) => Work<SetApart>
  /** Where texts stand in requests and in answers. */
  readonly texts: { readonly request: RequestTexts; readonly answer: AnswerTexts }
  readonly probe: (model: string) => Probe
}

/** Whether a request is a question: only those decide about an upstream's health. */
export const isQuestion = (operation: Operation): boolean => operation === 'generate' || operation === 'compact'
