/** Which tools an upstream is told of: those that a client runs, those that are loaded, those that may be chosen. */
import type { ProtocolId } from '../../../contract/protocol.ts'
import type { Generation } from '../generation.ts'
import type { Losses } from '../loss.ts'
import { Refusal } from '../problem.ts'
import {
  type ClientTool,
  type FunctionTool,
  flatName,
  type HostedTool,
  type Tool,
  type ToolChoice,
  type ToolName,
} from '../tool.ts'
import type { UpstreamProfile } from '../upstream-profile.ts'

export interface SelectedTools {
  readonly tools: readonly ClientTool[]
  /** Tools the upstream runs itself: its own, and a search of the web where it has one. */
  readonly hosted: readonly HostedTool[]
  /** Undefined when there is no tool to choose. */
  readonly choice: ToolChoice | undefined
}

export interface ToolPlace {
  readonly protocol: ProtocolId
  readonly profile: UpstreamProfile
  /** The most tools it takes. */
  readonly most?: number | undefined
}

/** Throws `Refusal` when only tools are left that nobody here can run: an invented result is worse than an error. */
export const selectTools = (generation: Generation, place: ToolPlace, losses: Losses): SelectedTools => {
  const { tools, toolChoice } = generation
  const hosted = hostedTools(tools, place, losses)
  const called = new Set(calledTools(generation).map(flatName))
  const loaded = tools.filter(
    (tool): tool is ClientTool => tool.kind !== 'hosted' && isLoaded(tool, toolChoice, called),
  )
  const isSent = new Set<Tool>(loaded)
  for (const tool of tools)
    if (isDeferred(tool) && !isSent.has(tool)) losses.add('tool-deferred', `tools.${flatName(tool)}`)
  refuseForeign(generation, hosted, place)
  const named = toolChoice?.kind === 'allowed' ? new Set(toolChoice.tools.map(keyOf)) : undefined
  const allowed = named === undefined ? loaded : loaded.filter((tool) => named.has(keyOf(tool)))
  const few = atMost(allowed, generation, place.most, losses)
  const isEmpty = few.length === 0 && hosted.length === 0
  return { tools: few, hosted, choice: isEmpty ? undefined : plainChoice(toolChoice, few) }
}

const hostedTools = (tools: readonly Tool[], place: ToolPlace, losses: Losses): readonly HostedTool[] =>
  tools.filter((tool): tool is HostedTool => {
    if (tool.kind !== 'hosted') return false
    if (tool.protocol === place.protocol || (tool.searchesWeb && place.profile.webSearch === true)) return true
    losses.add('hosted-tool-dropped', `tools.${tool.name}`)
    return false
  })

const isDeferred = (tool: Tool): tool is FunctionTool => tool.kind === 'function' && tool.deferred === true

/** A tool that was called must have been loaded, even where what loaded it is no longer in the conversation. */
const isLoaded = (tool: ClientTool, choice: ToolChoice | undefined, called: ReadonlySet<string>): boolean =>
  !isDeferred(tool) || called.has(flatName(tool)) || (choice?.kind === 'tool' && isSame(choice.tool, tool))

const refuseForeign = (generation: Generation, kept: readonly HostedTool[], place: ToolPlace): void => {
  const { tools, toolChoice } = generation
  const isKept = new Set<Tool>(kept)
  const foreign = tools.filter((tool) => tool.kind === 'hosted' && !isKept.has(tool))
  const chosen = toolChoice?.kind === 'tool' ? foreign.find((tool) => isSame(tool, toolChoice.tool)) : undefined
  const isAll = foreign.length > 0 && foreign.length === tools.length
  if (chosen === undefined && !isAll) return
  const names = chosen === undefined ? foreign.map(({ name }) => name).join(', ') : chosen.name
  throw new Refusal(
    `The tool ${names} runs at the maker of the model and is not available at this upstream, which speaks ${place.protocol}`,
    'tools',
  )
}

/** Of too many tools those the conversation has used come first; the order stays as it was declared. */
const atMost = (
  tools: readonly ClientTool[],
  generation: Generation,
  most: number | undefined,
  losses: Losses,
): readonly ClientTool[] => {
  if (most === undefined || tools.length <= most) return tools
  const used = new Set(calledTools(generation).map(flatName))
  const byUse = [...tools].sort((left, right) => Number(used.has(flatName(right))) - Number(used.has(flatName(left))))
  for (const tool of byUse.slice(most)) losses.add('tool-dropped', `tools.${flatName(tool)}`)
  const kept = new Set(byUse.slice(0, most))
  return tools.filter((tool) => kept.has(tool))
}

/** A choice among the tools that are sent: a named tool that is not there cannot be forced. */
const plainChoice = (choice: ToolChoice | undefined, tools: readonly ClientTool[]): ToolChoice | undefined => {
  if (choice?.kind === 'allowed') return { kind: choice.required ? 'required' : 'auto' }
  if (choice?.kind === 'tool' && !tools.some((tool) => isSame(tool, choice.tool))) return { kind: 'auto' }
  return choice
}

const isSame = (left: ToolName, right: ToolName): boolean =>
  left.name === right.name && (left.namespace ?? '') === (right.namespace ?? '')

/** The flat name alone would not do: `a` + `b__c` and `a__b` + `c` are two tools. */
const keyOf = ({ name, namespace }: ToolName): string => `${namespace ?? ''} ${name}`

/** The tools the conversation has called, each once, in order. */
export const calledTools = (generation: Generation): readonly ToolName[] => {
  const calls = generation.turns.flatMap(({ parts }) => parts).filter((part) => part.type === 'call')
  const byName = new Map(calls.map((call): [string, ToolName] => [flatName(call), call]))
  return [...byName.values()].map(({ name, namespace }) => ({ name, namespace }))
}
