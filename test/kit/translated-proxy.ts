/** The whole chain in memory with upstreams that speak another protocol than the client. */
import type { ProtocolId } from '../../src/contract/protocol.ts'
import { Secret } from '../../src/contract/secret.ts'
import type { Upstream } from '../../src/contract/upstream.ts'
import type { Reply } from '../../src/edge/reply.ts'
import type { WireRequest } from '../../src/proxy/exchange/transport.ts'
import { claude } from '../../src/proxy/services/claude.ts'
import { codex } from '../../src/proxy/services/codex.ts'
import { gemini } from '../../src/proxy/services/gemini.ts'
import { balancingDocument } from '../../src/store/documents/balancing.ts'
import { received } from './bodies.ts'
import { type Any, openRequest, type Said, streamedAnswer } from './conversation.ts'
import { inForce, upstreamOf } from './exchange.ts'
import { type MemoryProxy, type MemoryRequest, proxyInMemory } from './proxy-in-memory.ts'
import { PATHS } from './translation.ts'
import type { Answer } from './wire.ts'

export const SERVICES = { messages: claude, responses: codex, chat: codex, gemini }
export const MODELS = {
  messages: 'claude-sonnet-5',
  responses: 'gpt-5.5',
  chat: 'some-chat',
  gemini: 'gemini-3-pro',
} as const
export const SAID: readonly Said[] = [
  { type: 'reasoning', text: 'why', secret: 'c2VjcmV0' },
  { type: 'text', text: 'Grüße 🙂' },
  { type: 'call', id: 'call_1', name: 'Read', args: '{"n":1234567}' },
]
export const same = (name: string): string => name

export const speaking = (protocol: ProtocolId, more: Partial<Upstream> = {}): Upstream =>
  upstreamOf(protocol, {
    protocol,
    translates: true,
    credential: { bearer: new Secret('upstream-key') },
    ...more,
  })

export const questionOf = (client: ProtocolId, body: object, streams: boolean): MemoryRequest => {
  const method = streams ? 'streamGenerateContent' : 'generateContent'
  const path = client === 'gemini' ? `/v1beta/models/asked:${method}` : PATHS[client]
  return {
    path,
    query: client === 'gemini' && streams ? 'alt=sse' : '',
    body: JSON.stringify(client === 'gemini' ? body : { ...body, stream: streams }),
  }
}

/** A client of a protocol whose model goes by another name at the upstream. */
export const world = (
  client: ProtocolId,
  pool: readonly Upstream[],
  answers: readonly Answer[],
  more: object = {},
): MemoryProxy =>
  proxyInMemory({
    service: SERVICES[client],
    pool: pool.map((upstream) => ({ ...upstream, service: SERVICES[client].id })),
    answers,
    values: { ...inForce(balancingDocument, { mode: 'weight-based' }), ...more },
  })

export const sentBody = (request: WireRequest | undefined): Any => JSON.parse(request?.body.joined().toString() ?? '')
export const textOf = async (reply: Reply): Promise<string> => (await received(reply.body)).bytes.toString()
export const noted = (changes: readonly { readonly by: string; readonly rule: string }[] = []): readonly string[] =>
  changes.filter(({ by }) => by === 'translate').map(({ rule }) => rule)

export const ASK = questionOf('messages', openRequest('messages', 'begin'), true)
export const CHAT_STREAM = streamedAnswer('chat', [{ type: 'text', text: 'hi' }], same)
