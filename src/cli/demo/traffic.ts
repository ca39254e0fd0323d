/** A minute in the life of a few people at work: several conversations at once, with both clients, and what goes wrong on such a day. */
import { setTimeout as pause } from 'node:timers/promises'
import { claudeConversation, claudeHeaders } from './claude-talk.ts'
import { codexConversation } from './codex-talk.ts'
import { type ClientRequest, type Conversation, pick, type Talk } from './conversation.ts'

export interface TrafficOptions {
  /** Address of each service, by its id. */
  readonly addressOf: (service: string) => string
  readonly talk: Talk
  /** How long people go on asking, in ms. */
  readonly lengthMs: number
  readonly signal: AbortSignal
}

/** Resolves with the number of requests sent, once everybody is through or `signal` says stop. Never throws. */
export const playTraffic = async (options: TrafficOptions): Promise<number> => {
  const { talk, lengthMs, signal } = options
  const ended = AbortSignal.any([signal, AbortSignal.timeout(lengthMs)])
  let sent = 0
  const send = async (request: ClientRequest): Promise<boolean> => {
    sent += 1
    return await ask(options.addressOf(request.service), request, signal)
  }
  const people = peopleOf(talk).map((person, index) => work({ ...person, talk, first: index, send, ended }))
  await Promise.all([...people, interrupt({ send, ended, talk })])
  return sent
}

interface Person {
  readonly conversation: Conversation
  /** Between an answer and the next question, in ms. */
  readonly thinksMs: number
}

const peopleOf = (talk: Talk): readonly Person[] => [
  {
    conversation: claudeConversation({ session: '3d0c7e52-refactor', model: 'claude-opus-4-5', talk }),
    thinksMs: 900,
  },
  {
    conversation: claudeConversation({ session: '8a41b6f0-review', model: 'claude-sonnet-4-5', talk }),
    thinksMs: 1600,
  },
  {
    conversation: claudeConversation({
      session: '8a41b6f0-review',
      model: 'claude-3-5-haiku-latest',
      talk,
      small: true,
    }),
    thinksMs: 4200,
  },
  { conversation: codexConversation({ session: '019ac-tests', model: 'gpt-5-codex', talk }), thinksMs: 1300 },
  { conversation: codexConversation({ session: '019ad-docs', model: 'gpt-5', talk }), thinksMs: 3100 },
]

interface Work extends Person {
  readonly talk: Talk
  /** Number of the first question. */
  readonly first: number
  readonly send: (request: ClientRequest) => Promise<boolean>
  readonly ended: AbortSignal
}

/** Asks, answers every call for a tool, sends again what failed, as the real clients do. */
const work = async ({ conversation, thinksMs, talk, first, send, ended }: Work): Promise<void> => {
  for (let number = first; await rest(thinksMs, ended); number += 1) {
    conversation.ask(pick(talk.questions, number))
    let goesOn = true
    while (goesOn && !ended.aborted) {
      if (await send(conversation.request())) goesOn = conversation.heard()
      else await rest(AGAIN_MS, ended)
    }
  }
}

const AGAIN_MS = 700

/** What does not belong to any conversation: token counts, a request the model refuses, one that a rule refuses. */
const interrupt = async ({ send, ended, talk }: Pick<Work, 'send' | 'ended' | 'talk'>): Promise<void> => {
  const messages = [{ role: 'user', content: pick(talk.questions, 0) }]
  const aside = (path: string, body: unknown): ClientRequest => ({
    service: 'claude',
    path,
    headers: claudeHeaders('5f9e1c77-context'),
    body,
  })
  const asides = [
    aside('/v1/messages/count_tokens?beta=true', { model: 'claude-sonnet-4-5', messages }),
    aside('/v1/messages', { model: 'claude-sonnet-4-5', max_tokens: 128_000, stream: true, messages }),
    aside('/v1/messages/batches', { requests: [] }),
  ]
  for (let number = 0; await rest(ASIDE_MS, ended); number += 1) await send(pick(asides, number))
}

const ASIDE_MS = 1500

/** False when it is over. */
const rest = (ms: number, ended: AbortSignal): Promise<boolean> => pause(ms, true, { signal: ended }).catch(() => false)

/** True when the answer came whole and well. */
const ask = async (address: string, { path, headers, body }: ClientRequest, signal: AbortSignal): Promise<boolean> => {
  try {
    const reply = await fetch(`${address}${path}`, { method: 'POST', headers, body: JSON.stringify(body), signal })
    await reply.arrayBuffer()
    return reply.ok
  } catch {
    return false
  }
}
