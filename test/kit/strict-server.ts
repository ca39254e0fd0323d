/** A server of a protocol that refuses whatever its schema does not know, and says one thing after the other. */
import type { ProtocolId } from '../../src/contract/protocol.ts'
import { upstream } from './clp.ts'
import { type Any, type Said, streamedAnswer, wholeAnswer } from './conversation.ts'
import type { FakeUpstream, Script } from './fake-upstream.ts'
import { everyBytes, json, pieces } from './replies.ts'
import { faultsOf } from './validators/faults.ts'

/** What is said in one turn; known later where it names a file. */
export type Turn = readonly Said[] | (() => readonly Said[])

export interface StrictServer {
  readonly behind: FakeUpstream
  /** Questions of the conversation, as they were understood. */
  readonly asked: readonly Any[]
  /** What was refused. */
  readonly faults: readonly string[]
}

export interface StrictOptions {
  /** Bytes of each piece of a stream; whole events when absent. */
  readonly piece?: number
  /** Whether a request is part of the conversation, which has its turns; all are when absent. */
  readonly isTurn?: (body: Any) => boolean
  /** Takes whatever it is sent, as a server of the client's own protocol that knows more of it than we do. */
  readonly takesAll?: boolean
}

/** Closed when the test ends. Counts of tokens are 5, lists of models empty. */
export const strictServer = async (
  protocol: ProtocolId,
  turns: readonly Turn[],
  { piece, isTurn = () => true, takesAll = false }: StrictOptions = {},
): Promise<StrictServer> => {
  const asked: Any[] = []
  const faults: string[] = []
  const said = (body: Any): readonly Said[] => {
    if (!isTurn(body)) return [ASIDE]
    asked.push(body)
    const turn = turns[asked.length - 1] ?? NOTHING_MORE
    return typeof turn === 'function' ? turn() : turn
  }
  const script: Script = async (request, reply) => {
    if (request.method !== 'POST') return json({ data: [] })(request, reply)
    const body = JSON.parse((await request.body()).toString())
    const found = takesAll ? [] : faultsIn(protocol, request.url, body)
    faults.push(...found)
    if (found.length > 0) return json({ error: { message: found.join('; ') } }, 400)(request, reply)
    if (COUNTING.test(request.url)) return json({ input_tokens: 5, totalTokens: 5 })(request, reply)
    const words = said(body)
    if (body.stream !== true && !request.url.includes('streamGenerateContent')) {
      return json(wholeAnswer(protocol, words, same))(request, reply)
    }
    const stream = streamedAnswer(protocol, words, same)
    return pieces(piece === undefined ? stream.split(/(?<=\n\n)/) : everyBytes(stream, piece))(request, reply)
  }
  return { behind: await upstream(script), asked, faults }
}

const faultsIn = (protocol: ProtocolId, url: string, body: Any): readonly string[] =>
  COUNTING.test(url) ? faultsInCount(protocol, url, body) : faultsInQuestion(protocol, url, body)

/** The model of Gemini stands in the path. */
const faultsInQuestion = (protocol: ProtocolId, url: string, body: Any): readonly string[] =>
  faultsOf(protocol, body, /models\/([^:]+)/.exec(url)?.[1] ?? body.model)

/** Where the protocols count tokens. */
const COUNTING = /(?:count_tokens|input_tokens|:countTokens)(?:\?|$)/

/** A count takes the request without what says how to answer; Gemini's wraps it, and names the model once more. */
const faultsInCount = (protocol: ProtocolId, url: string, body: Any): readonly string[] => {
  if (protocol === 'gemini') {
    const { model: _, ...counted } = body.generateContentRequest ?? {}
    return faultsInQuestion(protocol, url, counted)
  }
  const answering = ['stream', 'max_tokens', 'max_output_tokens', 'store', 'include'].filter((name) => name in body)
  const faults = answering.map((name) => `${name}: not permitted in a count`)
  return [...faults, ...faultsInQuestion(protocol, url, protocol === 'messages' ? { ...body, max_tokens: 1 } : body)]
}

const same = (name: string): string => name

/** What a client gets that asks something beside the conversation: a title, how hard the task is. */
const ASIDE: Said = { type: 'text', text: '{"title":"x","complexity_reasoning":"","complexity_score":1}' }
const NOTHING_MORE: readonly Said[] = [{ type: 'text', text: 'nothing more' }]
