/** A scripted upstream of the demo: a server on this machine that speaks both protocols and has moods, one a request. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { message, messageError, messageEvents } from '../../protocol/anthropic-messages/sample-answer.ts'
import { sseEvent } from '../../protocol/common/sample-event.ts'
import { responseError, responseEvents } from '../../protocol/openai-responses/sample-answer.ts'
import { type ClaudeBody, claudeAnswer } from './claude-talk.ts'
import { type CodexBody, codexAnswer } from './codex-talk.ts'
import { pick, type Talk, tokensIn } from './conversation.ts'

/** How one request is met. `cut` breaks the connection in the middle of the answer. */
export type Mood = 'well' | 'slow' | 'overloaded' | 'broken' | 'cut'

export interface DemoUpstreamOptions {
  /** Round and round, a request each. */
  readonly moods: readonly Mood[]
  readonly talk: Talk
  /** Milliseconds between two events of a stream. */
  readonly beatMs: number
}

export interface DemoUpstream {
  readonly url: string
  readonly close: () => Promise<void>
}

export const startDemoUpstream = async (options: DemoUpstreamOptions): Promise<DemoUpstream> => {
  const ended = new AbortController()
  let asked = 0
  const server = createServer((request, reply) => {
    const mood = pick(options.moods, asked)
    asked += 1
    // The client, or the demo itself, may leave at any moment; then there is nobody left to answer.
    serve(request, reply, { ...options, mood, signal: ended.signal }).catch(() => reply.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      ended.abort()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Serving extends DemoUpstreamOptions {
  readonly mood: Mood
  readonly signal: AbortSignal
}

const serve = async (request: IncomingMessage, reply: ServerResponse, serving: Serving): Promise<void> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const body: unknown = JSON.parse(Buffer.concat(parts).toString())
  const path = request.url ?? ''
  await pause(serving.mood === 'slow' ? 40 * serving.beatMs : 6 * serving.beatMs, undefined, { signal: serving.signal })
  if (path.includes('/count_tokens')) return json(reply, 200, { input_tokens: tokensIn(body) })
  if (path.includes('/responses')) return await serveCodex(reply, body as CodexBody, serving)
  return await serveClaude(reply, body as ClaudeBody, serving)
}

const MOST_OUTPUT = 64_000

const serveClaude = async (reply: ServerResponse, body: ClaudeBody, serving: Serving): Promise<void> => {
  if (body.max_tokens > MOST_OUTPUT) {
    const why = `max_tokens: ${body.max_tokens} > ${MOST_OUTPUT}, which is the maximum for ${body.model}`
    return json(reply, 400, messageError('invalid_request_error', why))
  }
  if (serving.mood === 'overloaded') return json(reply, 529, messageError('overloaded_error', 'Overloaded'))
  if (serving.mood === 'broken') return json(reply, 500, messageError('api_error', 'Internal server error'))
  const plan = claudeAnswer(body, serving.talk)
  if (!body.stream) return json(reply, 200, message(plan))
  await stream(
    reply,
    messageEvents(plan).map((event) => sseEvent(event)),
    serving,
  )
}

const serveCodex = async (reply: ServerResponse, body: CodexBody, serving: Serving): Promise<void> => {
  if (serving.mood === 'overloaded') {
    return json(reply, 429, responseError('rate_limit_exceeded', 'Rate limit reached'), { 'retry-after': '2' })
  }
  if (serving.mood === 'broken') return json(reply, 503, responseError('server_error', 'The server is overloaded'))
  await stream(
    reply,
    responseEvents(codexAnswer(body, serving.talk)).map((event) => sseEvent(event)),
    serving,
  )
}

const stream = async (reply: ServerResponse, events: readonly string[], serving: Serving): Promise<void> => {
  reply.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
  const last = serving.mood === 'cut' ? Math.floor(events.length / 2) : events.length
  for (const event of events.slice(0, last)) {
    reply.write(event)
    await pause(serving.beatMs, undefined, { signal: serving.signal })
  }
  if (last < events.length) reply.destroy()
  else reply.end()
}

const json = (
  reply: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => {
  reply.writeHead(status, { 'content-type': 'application/json', ...headers })
  reply.end(JSON.stringify(value))
}
