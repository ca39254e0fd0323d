/** The tools a model may call, and how free it is to call them, in one form for all protocols. */
import type { RawJson } from '../../codec/json/exact-json.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import type { CallKind } from './part.ts'

interface NamedTool {
  readonly name: string
  /** The group a Responses client put it in; names are unique only within it. */
  readonly namespace?: string | undefined
  readonly description?: string | undefined
}

export interface FunctionTool extends NamedTool {
  readonly kind: 'function'
  /** JSON Schema of the arguments, as the client wrote it. */
  readonly schema?: RawJson | undefined
  readonly strict?: boolean | undefined
  /** Declared, but not to be shown to the model before a result has named it. */
  readonly deferred?: boolean | undefined
  readonly cache?: RawJson | undefined
  /** The kind of its calls to the client, where that declared another tool than the upstream is told of. */
  readonly answersAs?: CallKind | undefined
}

/** A tool that takes bare text, perhaps of a grammar. */
export interface CustomTool extends NamedTool {
  readonly kind: 'custom'
  readonly grammar?: { readonly syntax: string; readonly definition: string } | undefined
}

/** A tool whose arguments OpenAI has fixed and the client runs. */
export interface FixedTool extends NamedTool {
  readonly kind: Exclude<CallKind, 'function' | 'custom'>
}

/** A tool that the maker of the model runs itself. */
export interface HostedTool extends NamedTool {
  readonly kind: 'hosted'
  readonly protocol: ProtocolId
  readonly item: RawJson
  /** Whether it searches the web, which most makers offer in some form. */
  readonly searchesWeb: boolean
}

export type Tool = FunctionTool | CustomTool | FixedTool | HostedTool
/** A tool whose calls come to the client. */
export type ClientTool = Exclude<Tool, HostedTool>

/** Names a tool across namespaces. */
export interface ToolName {
  readonly name: string
  readonly namespace?: string | undefined
}

export type ToolChoice =
  | { readonly kind: 'auto' | 'none' | 'required' }
  | { readonly kind: 'tool'; readonly tool: ToolName }
  | { readonly kind: 'allowed'; readonly required: boolean; readonly tools: readonly ToolName[] }

/** A name that is unique across namespaces: how a tool of a namespace is called where there are none. */
export const flatName = ({ namespace, name }: ToolName): string =>
  namespace === undefined || namespace === '' ? name : `${namespace}__${name}`
