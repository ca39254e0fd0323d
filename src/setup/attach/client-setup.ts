/** What a set-up on the shelf of clients offers: how one client's own file is pointed at CLP, and how that is taken back. */
import { z } from 'zod'
import type { ClientId } from '../../contract/client-ids.ts'
import type { ClientFileReason } from '../../contract/reason/client-reasons.ts'
import type { SystemReason, TextReason } from '../../contract/reason/document-reasons.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'

/** Where a client is to go, and what it shows there. */
export interface Point {
  /** For example `http://127.0.0.1:3210`. */
  readonly address: string
  /** A CLP token; undefined where none is asked for. */
  readonly token: string | undefined
  /** True where an upstream has no credential of its own: then the client's login is passed on, and must not be replaced. */
  readonly ownLogin?: boolean
  /** True where the client holds a login, as far as its files tell. */
  readonly signedIn?: boolean
  /** True where the client is to show what is left of budgets, if it has to be made to. */
  readonly limits?: boolean
}

const pathSchema = z.array(z.string()).readonly()

/** All that is needed to take a change back, also after the person has edited the file. May hold former secrets. */
export const undoSchema = z.object({
  /** False when the file was made by CLP. */
  existed: z.boolean(),
  /** The whole text, where it was nothing but white space; else null. */
  blank: z.string().nullable(),
  keys: z
    .array(
      z.object({
        path: pathSchema,
        /** Source text of the former value; null when there was none. */
        before: z.string().nullable(),
        /** SHA-256 of the source text that was written. */
        hash: z.string(),
      }),
    )
    .readonly(),
  /** Objects that CLP made around its keys. */
  made: z.array(pathSchema).readonly(),
  /** What stood between the braces of objects that had nothing in them. */
  hollow: z.array(z.object({ path: pathSchema, text: z.string() })).readonly(),
  /** True when the last line had no end. */
  open: z.boolean(),
})
export type Undo = z.infer<typeof undoSchema>

export interface Attached {
  readonly text: string
  readonly undo: Undo
}

export interface Detached {
  /** Undefined: the file is to be removed, since CLP made it and nothing else stands in it. */
  readonly text: string | undefined
  /** Keys that say something else than CLP wrote: they are the person's and stay. */
  readonly left: readonly string[]
}

/** What a client's file says now. */
export interface ClientState {
  /** Where the client goes; undefined when the file does not say. */
  readonly address: string | undefined
  /** CLP token it shows, or whatever else stands in that place. */
  readonly token: string | undefined
  /** Whether the client's own login is sent, or something that stands in its place. */
  readonly login: 'own' | 'replaced'
  /** What keeps the client from CLP although the address is right: see the texts of `clp doctor`. */
  readonly faults: readonly ClientFault[]
}

/** `other-provider`: another provider is chosen. `profile`: the chosen profile has another provider. `websockets`: they are switched on. */
export interface ClientFault {
  readonly kind: 'other-provider' | 'profile' | 'websockets'
  readonly value: string
}

/** How the client is run once, without a change to its file. */
export interface ProcessSetup {
  readonly variables: Readonly<Record<string, string>>
  /** Arguments before the person's own. */
  readonly args: readonly string[]
}

/** What is looked at beside the client's own file. */
export interface ClientContext {
  /** Of the shell that the client is started from, as far as it is known. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly userHome: string
  /** Absolute path of the client's own file. */
  readonly file: string
  /** Absolute path of the folder that the client is started in; undefined: not known, so files of projects are not looked at. */
  readonly folder: string | undefined
  /** Where the client should go; undefined: not known. */
  readonly address: string | undefined
  /** Whether an upstream wants the client's own login, so that credentials of the person's are in their place. */
  readonly ownLogin: boolean
  /** The text of a file; undefined when there is none or it cannot be read. */
  readonly read: (path: string) => string | undefined
  /** Names of what lies in a folder; none where there is no such folder. */
  readonly names: (folder: string) => readonly string[]
}

/** What a client's file says before a change and after it. */
export interface TextChange {
  readonly before: string
  readonly after: string
}

/** A setting that wins over what attaching writes. */
export interface Override {
  /** `address`: leads elsewhere. `credential`: shows something else. `sign-in`: the client signs in in a way that does not use the address. */
  readonly kind: 'address' | 'credential' | 'sign-in'
  /** Absolute path of the file that says so. */
  readonly file: string
  /** For example `env.ANTHROPIC_API_KEY`. */
  readonly key: string
}

export interface ClientSetup {
  /** What it is called on the command line and in the API; that of the service for the client that the service is made for. */
  readonly id: ClientId
  /** What people call the client. */
  readonly name: string
  /** Id of the service that the client talks to. */
  readonly service: string
  /** Name of the program. */
  readonly program: string
  readonly file: {
    /** Environment variable that names the client's folder. */
    readonly variable: string
    /** Folder under the user's home without that variable. */
    readonly folder: string
    readonly name: string
  }
  /** `text` undefined: there is no file. Throws `ClientFileError`. Pure. */
  readonly attach: (text: string | undefined, point: Point) => Attached
  /** Takes back what `undo` says and nothing else; does nothing where that is done already. Throws `ClientFileError`. Pure. */
  readonly detach: (text: string, undo: Undo) => Detached
  /** Throws `ClientFileError`. Pure. */
  readonly read: (text: string) => ClientState
  readonly process: (point: Point) => ProcessSetup
  /** Variables that lead the client elsewhere, or add another key, when a shell sets them. */
  readonly overriddenBy: readonly string[]
  /** Those of them that hold a login of the person's own: nothing is wrong with them where an upstream wants it. */
  readonly loginVariables: readonly string[]
  /** What leads the client elsewhere, or gives it another credential, in every file that it reads. */
  readonly overrides: (context: ClientContext) => readonly Override[]
  /** Whether the client holds a login of its own; absent: its files do not tell. */
  readonly signedIn?: (context: ClientContext) => boolean
  /** Under which name the client has filed conversations that it cannot go on with once its file says `after`; undefined: none. */
  readonly hidesConversations?: (context: ClientContext, change: TextChange) => string | undefined
  /** Whether the client shows what is left of budgets once `limits` is set; absent: there is nothing to set. */
  readonly showsLimits?: boolean
  /** Variable with the address, where the client has one. */
  readonly addressVariable: string | undefined
  /** Whether an address in the client's file wins over `process`. */
  readonly fileWins: boolean
}

/** A client's file cannot be changed as it stands. The message is the end of a sentence. */
export class ClientFileError extends Error {
  readonly reason: ClientFileReason | TextReason | SystemReason

  constructor(reason: ClientFileError['reason']) {
    super(inEnglish(reason))
    this.name = 'ClientFileError'
    this.reason = reason
  }
}
