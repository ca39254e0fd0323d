/** What a client service is to the chain: port, document, credentials, usage, error dialect and probe in one object. */

import type { RawHeaders } from '../../contract/exchange.ts'
import type { Credential, Upstream } from '../../contract/upstream.ts'
import type { ProblemWriter } from '../../edge/problem.ts'
import type { UsageDialect } from '../../protocol/usage/usage.ts'
import type { Document } from '../../store/config/document.ts'
import type { StreamDialect } from './stream-dialect.ts'

/** A small real request that shows whether an upstream answers. */
export interface Probe {
  readonly method: string
  /** Path below the upstream's base address. */
  readonly path: string
  readonly headers: RawHeaders
  readonly body: string
}

/** A part of a text: offsets of its first character and of the one behind its last. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface Service {
  readonly id: string
  readonly label: string
  /** Program that connects here, as people know it. */
  readonly client: string
  /** True for a service that listens only where its document is there, or its port was chosen: nobody gets a port they never asked for. */
  readonly optional?: boolean
  readonly port: number
  /** Environment variable that sets the port. */
  readonly portVariable: string
  readonly document: Document<readonly Upstream[]>
  /** The maker's own API, as the upstream that hints show: its base address, and as what it takes a key. */
  readonly maker: { readonly baseUrl: string; readonly credential: keyof Credential }
  /** Lower-case names of request headers that carry a client's own credential. */
  readonly credentialHeaders: readonly string[]
  /** Names of query parameters that may carry it, if the service has such. */
  readonly credentialParameters?: readonly string[]
  /** Header pairs that show the credential to the upstream. */
  readonly authorize: (credential: Credential) => RawHeaders
  /** Where the path names the model, if this service's requests name it there and not in the body. */
  readonly modelInPath?: (path: string) => Span | undefined
  /** How usage is read from this service's answers. */
  readonly usage: UsageDialect
  /** An error object in the client's own protocol. */
  readonly dialect: ProblemWriter
  /** How answers say that they failed. */
  readonly stream: StreamDialect
  /** Conversation a request belongs to: header names first, then body fields, in order of preference. */
  readonly sessionHeaders: readonly string[]
  readonly sessionFields: readonly (readonly string[])[]
  /** True for requests that never decide about an upstream's health (`count_tokens`, `models`, `HEAD`). */
  readonly isSideRequest: (method: string, path: string) => boolean
  readonly probe: (model: string) => Probe
  /** Models offered for a probe, the default first. */
  readonly probeModels: readonly string[]
  /** What a whole answer or one event of a stream says, where it is written in none of the shapes CLP reads anyway. */
  readonly answerText?: (value: Readonly<Record<string, unknown>>) => string
  /** Lines for a shell, or for a file of the client, that point the client at `address`. */
  readonly setup: (address: string) => readonly string[]
  /** Files of the client that point it at `address` for good, as far as CLP has a say in them. */
  readonly clientFiles: (address: string) => readonly ClientFile[]
}

/** A file of a client program, with what must stand in it. */
export interface ClientFile {
  /** As people write it, for example `~/.claude/settings.json`. */
  readonly file: string
  readonly text: string
}
