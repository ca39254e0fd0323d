/**
 * A request from the client's protocol to the upstream's. It is read once and written for every upstream that is tried, since each
 * may speak another protocol.
 */
import { parsingJson } from '../../codec/json/exact-json.ts'
import { ExactJsonError } from '../../codec/json/exact-parser.ts'
import type { Work } from '../../codec/work/work.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import type { AskedFields } from '../canonical/answer-sink.ts'
import { objectOf } from '../canonical/fields.ts'
import type { Generation } from '../canonical/generation.ts'
import { type Loss, Losses } from '../canonical/loss.ts'
import { Refusal, type UpstreamProblem } from '../canonical/problem.ts'
import { repairedGeneration } from '../canonical/requests/repaired-generation.ts'
import { settleTurns } from '../canonical/requests/settle-turns.ts'
import type { ToolNames } from '../canonical/tool-names.ts'
import type { UpstreamProfile } from '../canonical/upstream-profile.ts'
import { LANGUAGES } from './languages.ts'

export interface ClientCall {
  readonly protocol: ProtocolId
  /** Path of the request, without its query. */
  readonly path: string
  /** With its question mark; empty when there is none. */
  readonly query: string
  /** A header by its lower-case name. */
  readonly header: (name: string) => string | undefined
  /** The decoded body. */
  readonly body: string
}

/** What a client asked, in no protocol. */
export interface ReadRequest {
  readonly client: ProtocolId
  readonly generation: Generation
  /** What was lost in reading. */
  readonly losses: readonly Loss[]
  readonly asked: AskedFields
  /** Gemini streams without `alt=sse` are one JSON array. */
  readonly asArray: boolean
}

/** What an upstream is asked, in its own protocol. `names`, `profile`: what its answer needs to be understood. */
export interface UpstreamRequest {
  readonly protocol: ProtocolId
  readonly profile: UpstreamProfile
  readonly method: 'POST'
  /** Below the upstream's base address. */
  readonly path: string
  readonly query: string
  readonly headers: RawHeaders
  readonly body: string
  readonly names: ToolNames
  /** What it says, so that it can be written again with a repair. */
  readonly read: ReadRequest
  /** What was lost in writing; comes on top of what was lost in reading. */
  readonly losses: readonly Loss[]
}

/** A request that cannot be translated: the client is told, and nothing is sent. */
export type Translated<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: UpstreamProblem }

/** Both take their time with long conversations, in slices. */
export const readRequest = (call: ClientCall): Work<Translated<ReadRequest>> =>
  translated(function* () {
    const document = yield* parsingJson(call.body)
    const place = geminiPlace(call.path)
    const losses = new Losses()
    const generation = yield* LANGUAGES[call.protocol].readRequest({ document, header: call.header, ...place }, losses)
    if (generation.tools.length > MOST_TOOLS)
      throw new Refusal(`tools: at most ${MOST_TOOLS} can be translated`, 'tools')
    const turns = yield* settleTurns(generation.turns, losses)
    if (turns.length === 0 && generation.system.length === 0) throw new Refusal('The conversation is empty')
    const body = objectOf(document.value) ?? {}
    const given = (name: string) => (body[name] === undefined ? undefined : document.raw(body[name] ?? null))
    return {
      client: call.protocol,
      generation: { ...generation, turns },
      losses: losses.list,
      asked: {
        tools: given('tools'),
        toolChoice: given('tool_choice'),
        parallelTools: generation.parallelTools,
        temperature: generation.sampling.temperature,
        topP: generation.sampling.topP,
      },
      asArray: call.protocol === 'gemini' && generation.stream && !/[?&]alt=sse(&|$)/.test(call.query),
    }
  })

/** `protocol`, `profile`: of the upstream. */
export const writeRequest = (
  request: ReadRequest,
  protocol: ProtocolId,
  profile: UpstreamProfile,
): Work<Translated<UpstreamRequest>> =>
  translated(function* () {
    const losses = new Losses()
    const context = { client: request.client, profile, losses }
    const generation = repairedGeneration(request.generation, profile, losses)
    const written = yield* LANGUAGES[protocol].writeRequest(generation, context)
    return { protocol, profile, method: 'POST', ...written, read: request, losses: losses.list }
  })

/** As many as a search of tools takes: https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/tool-search-tool */
const MOST_TOOLS = 10_000

/** Gemini names model and method in the path; a model's own name may have slashes and colons in it. */
const geminiPlace = (path: string): { readonly model?: string; readonly stream?: boolean } => {
  const found = /\/models\/(.+):(\w+)$/.exec(path)
  if (found === null) return {}
  return { model: decoded(found[1] ?? ''), stream: found[2] === 'streamGenerateContent' }
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function* translated<T>(work: () => Work<T>): Work<Translated<T>> {
  try {
    return { ok: true, value: yield* work() }
  } catch (error) {
    // Any other error is a fault of CLP's own.
    if (!(error instanceof Refusal || error instanceof ExactJsonError)) throw error
    const { code, parameter } = error instanceof Refusal ? error : {}
    return { ok: false, problem: { kind: 'invalid', status: 400, message: error.message, code, parameter } }
  }
}
