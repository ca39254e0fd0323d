/** Claude Code's side of the demo: its requests, and what the scripted upstream answers to them. Both sides know the same script. */

import {
  type Block,
  type MessagePlan,
  message,
  text,
  thinking,
  toolUse,
} from '../../protocol/anthropic-messages/sample-answer.ts'
import { type Conversation, FIXED_PROMPT, inPieces, pick, type Talk, tokensIn } from './conversation.ts'

export interface ClaudeBody {
  readonly model: string
  readonly max_tokens: number
  readonly stream: boolean
  readonly messages: readonly { readonly role: string; readonly content: unknown }[]
  readonly tools?: readonly unknown[]
  readonly thinking?: unknown
}

/** Tools a model of the demo asks for, with what they bring. */
const TOOLS = [
  {
    name: 'Read',
    input: { file_path: '/project/src/pool.ts', limit: 120 },
    result: 'export class Pool {\n  #idle = []\n',
  },
  { name: 'Grep', input: { pattern: 'drain\\(', path: '/project/src' }, result: 'src/pool.ts:41\nsrc/server.ts:18' },
  {
    name: 'Edit',
    input: { file_path: '/project/src/pool.ts', old_string: 'close()', new_string: 'await this.drain()' },
    result: 'The file has been updated.',
  },
  { name: 'Bash', input: { command: 'npm test -- pool' }, result: '12 passed, 0 failed (password=hunter2)' },
] as const

export interface ClaudeClient {
  readonly session: string
  readonly model: string
  readonly talk: Talk
  /** A small request beside the conversation, without tools and without a stream. */
  readonly small?: boolean
}

export const claudeConversation = ({ session, model, talk, small = false }: ClaudeClient): Conversation => {
  const messages: { role: string; content: unknown }[] = []
  const body = (): ClaudeBody => ({
    model,
    max_tokens: small ? 512 : 32_000,
    stream: !small,
    ...(small ? {} : { thinking: { type: 'enabled', budget_tokens: 10_000 } }),
    ...(small ? {} : { tools: TOOLS.map(({ name }) => ({ name, input_schema: { type: 'object' } })) }),
    messages: [...messages],
  })
  return {
    ask: (question) => {
      messages.push({ role: 'user', content: [{ type: 'text', text: question }] })
    },
    request: () => ({
      service: 'claude',
      path: '/v1/messages?beta=true',
      headers: claudeHeaders(session),
      body: { ...body(), metadata: { user_id: JSON.stringify({ session_id: session }) } },
    }),
    heard: () => {
      const plan = claudeAnswer(body(), talk)
      messages.push({ role: 'assistant', content: message(plan)['content'] })
      const results = plan.blocks.flatMap((block) => (block.type === 'tool_use' ? [resultOf(block)] : []))
      if (results.length > 0) messages.push({ role: 'user', content: results })
      return results.length > 0
    },
  }
}

export const claudeHeaders = (session: string): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  accept: 'application/json',
  authorization: 'Bearer -',
  'anthropic-version': '2023-06-01',
  'user-agent': 'claude-cli/2.1.330 (external, cli)',
  'x-app': 'cli',
  'x-claude-code-session-id': session,
})

/** The answer to a request: a tool first, then, with its result, the words. */
export const claudeAnswer = (body: ClaudeBody, talk: Talk): MessagePlan => {
  const turn = body.messages.length
  const blocks = blocksFor(body, talk, turn)
  const prompt = tokensIn(body.messages)
  const fixed = body.tools === undefined ? 0 : FIXED_PROMPT
  const isFirst = turn <= 1
  return {
    model: body.model,
    blocks,
    inputTokens: fixed === 0 ? prompt : 6,
    cacheCreateTokens: isFirst ? fixed : fixed === 0 ? 0 : Math.ceil(prompt / 3),
    cacheReadTokens: isFirst ? 0 : fixed === 0 ? 0 : fixed + prompt - Math.ceil(prompt / 3),
    outputTokens: 3 * tokensIn(blocks),
  }
}

const blocksFor = (body: ClaudeBody, talk: Talk, turn: number): readonly Block[] => {
  if (body.tools === undefined) return [text(...inPieces(pick(talk.titles, turn)))]
  const thoughts = body.thinking === undefined ? [] : [thinking('ZGVtbw==', ...inPieces(pick(talk.thoughts, turn)))]
  if (answersTool(body.messages.at(-1)?.content)) return [text(...inPieces(pick(talk.answers, turn)))]
  const { name, input } = pick(TOOLS, turn)
  return [...thoughts, text(...inPieces(pick(talk.leads, turn))), toolUse(`toolu_demo_${turn}`, name, input)]
}

const answersTool = (content: unknown): boolean =>
  Array.isArray(content) && content.some((part: { type?: unknown }) => part.type === 'tool_result')

const resultOf = ({ id, name }: Extract<Block, { type: 'tool_use' }>) => ({
  type: 'tool_result',
  tool_use_id: id,
  content: TOOLS.find((tool) => tool.name === name)?.result ?? '',
})
