/** A client service: a port, the protocol that its clients speak, and how they are pointed at it. What is in the bytes is the protocol's. */
import type { Credential, Upstream } from '../../contract/upstream.ts'
import type { Protocol } from '../../protocol/common/protocol.ts'
import type { Document } from '../../store/config/document.ts'

export interface ClientService {
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
  /** What its clients speak, and its upstreams unless they say otherwise. */
  readonly protocol: Protocol
  /** The maker's own API, as the upstream that hints show: its base address, and as what it takes a key. */
  readonly maker: { readonly baseUrl: string; readonly credential: keyof Credential }
  /** Models offered for a probe, the default first. */
  readonly probeModels: readonly string[]
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
