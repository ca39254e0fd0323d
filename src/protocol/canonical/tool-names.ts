/** Names of tools as an upstream takes them, and the way back: a map of one request, so that an answer names what was declared. */
import { createHash } from 'node:crypto'
import type { RawJson } from '../../codec/json/exact-json.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import type { Losses } from './loss.ts'
import type { CallKind } from './part.ts'
import { flatName, type Tool, type ToolName } from './tool.ts'

/** Names that pass unchanged. */
const VALID: Readonly<Record<ProtocolId, RegExp>> = {
  messages: /^[a-zA-Z0-9_-]{1,128}$/,
  responses: /^[a-zA-Z0-9_-]{1,64}$/,
  chat: /^[a-zA-Z0-9_-]{1,64}$/,
  gemini: /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/,
}

/** Characters kept of a name that has to be shortened, so that it and a number fit into every protocol's limit. */
const KEPT = 50

export interface KnownTool extends ToolName {
  readonly kind: CallKind
  /** JSON Schema of its arguments, where it has one. */
  readonly schema?: RawJson | undefined
}

export interface ToolNames {
  /** What the upstream knows a tool by, declared or only seen in the conversation. */
  readonly written: (tool: ToolName) => string
  /** The tool an upstream means by a name; undefined when none was declared by it. */
  readonly declared: (name: string) => KnownTool | undefined
}

/** Names the declared tools first, in their order, so that the same tools have the same names in every turn. */
export const toolNamesFor = (protocol: ProtocolId, tools: readonly Tool[], losses: Losses): ToolNames => {
  const written = new Map<string, string>()
  const declared = new Map<string, KnownTool>()
  const taken = new Set<string>()
  /** The number behind the last name that was made of another. */
  const numbers = new Map<string, number>()
  const name = (tool: ToolName): string => {
    const flat = flatName(tool)
    // The flat name alone would not do: `a` + `b__c` and `a__b` + `c` are two tools.
    const key = `${tool.namespace ?? ''} ${tool.name}`
    const before = written.get(key)
    if (before !== undefined) return before
    const free = freeName(allowed(flat, VALID[protocol]), taken, numbers)
    if (free !== flat) losses.add('tool-renamed', `tools.${flat.slice(0, 100)}`)
    written.set(key, free)
    taken.add(free)
    return free
  }
  // Names that need no change are taken before others are made to fit, so that a made one never pushes a real one away.
  const clients = tools.filter((tool) => tool.kind !== 'hosted')
  for (const tool of clients.filter((one) => VALID[protocol].test(flatName(one)))) name(tool)
  for (const tool of clients) {
    const kind = tool.kind === 'function' ? (tool.answersAs ?? tool.kind) : tool.kind
    const schema = tool.kind === 'function' && kind === 'function' ? tool.schema : undefined
    declared.set(name(tool), { name: tool.name, namespace: tool.namespace, kind, schema })
  }
  return { written: name, declared: lookingUp(declared) }
}

const allowed = (name: string, valid: RegExp): string => {
  if (valid.test(name)) return name
  const kept = name.replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, KEPT)
  const tail = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return `${/^[a-zA-Z_]/.test(kept) ? kept : `_${kept}`}_${tail}`
}

const freeName = (name: string, taken: ReadonlySet<string>, numbers: Map<string, number>): string => {
  let free = name
  let number = numbers.get(name) ?? 1
  while (taken.has(free)) {
    number += 1
    free = `${name.slice(0, 60)}_${number}`
  }
  numbers.set(name, number)
  return free
}

/** Models write names in another case, or with the prefix of a library they imagine. */
const lookingUp = (declared: ReadonlyMap<string, KnownTool>): ToolNames['declared'] => {
  let inLowerCase: ReadonlyMap<string, KnownTool | undefined> | undefined
  return (given) => {
    const bare = given.replace(/^(?:default_api|functions)[:.]/, '')
    const exact = declared.get(given) ?? declared.get(bare)
    if (exact !== undefined) return exact
    inLowerCase ??= lowerCase(declared)
    return inLowerCase.get(bare.toLowerCase())
  }
}

/** What two tools are called alike is nobody's name. */
const lowerCase = (declared: ReadonlyMap<string, KnownTool>): ReadonlyMap<string, KnownTool | undefined> => {
  const found = new Map<string, KnownTool | undefined>()
  for (const [name, tool] of declared) {
    const key = name.toLowerCase()
    found.set(key, found.has(key) ? undefined : tool)
  }
  return found
}
