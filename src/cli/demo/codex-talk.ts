/** Codex's side of the demo: its requests, and what the scripted upstream answers to them. Both sides know the same script. */

import {
  calls,
  type Item,
  type ResponsePlan,
  reasons,
  response,
  says,
} from '../../protocol/openai-responses/sample-answer.ts'
import { type Conversation, FIXED_PROMPT, inPieces, pick, type Talk, tokensIn } from './conversation.ts'

export interface CodexBody {
  readonly model: string
  readonly input: readonly { readonly type: string }[]
}

const COMMANDS = [
  { cmd: 'rg -n "drain" src', output: 'src/pool.ts:41:  drain() {\n' },
  { cmd: 'sed -n 30,60p src/pool.ts', output: '  drain() {\n    return Promise.all(this.#busy)\n  }\n' },
  { cmd: 'npm test -- pool', output: '12 passed, 0 failed\n' },
] as const

export interface CodexClient {
  readonly session: string
  readonly model: string
  readonly talk: Talk
}

export const codexConversation = ({ session, model, talk }: CodexClient): Conversation => {
  const input: { type: string }[] = []
  return {
    ask: (question) => {
      const content = [{ type: 'input_text', text: question }]
      input.push({ type: 'message', ...{ role: 'user', content } })
    },
    request: () => ({
      service: 'codex',
      path: '/responses',
      headers: headers(session),
      body: body({ session, model, input }),
    }),
    heard: () => {
      const plan = codexAnswer({ model, input }, talk)
      input.push(...(response(plan)['output'] as { type: string }[]))
      const results = plan.items.flatMap((item) => (item.type === 'function_call' ? [outputOf(item)] : []))
      input.push(...results)
      return results.length > 0
    },
  }
}

const headers = (session: string): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  accept: 'text/event-stream',
  authorization: 'Bearer -',
  originator: 'codex_exec',
  'user-agent': 'codex_exec/0.169.0',
  'session-id': session,
})

const body = ({ session, model, input }: CodexBody & { readonly session: string }) => ({
  model,
  stream: true,
  store: false,
  prompt_cache_key: session,
  reasoning: { effort: 'medium', summary: 'auto' },
  tools: [{ type: 'function', name: 'exec_command', parameters: { type: 'object' } }],
  input: [...input],
})

/** The answer to a request: a command first, then, with its output, the words. */
export const codexAnswer = ({ model, input }: CodexBody, talk: Talk): ResponsePlan => {
  const turn = input.length
  const items = itemsFor(input, talk)
  const prompt = FIXED_PROMPT / 2 + tokensIn(input)
  return {
    id: `resp_demo_${turn}`,
    model,
    items,
    inputTokens: prompt,
    cachedTokens: turn <= 1 ? 0 : Math.floor(prompt * 0.9),
    outputTokens: 3 * tokensIn(items),
    reasoningTokens: tokensIn(items),
  }
}

const itemsFor = (input: CodexBody['input'], talk: Talk): readonly Item[] => {
  const turn = input.length
  if (input.at(-1)?.type === 'function_call_output') return [says(...inPieces(pick(talk.answers, turn)))]
  const { cmd } = pick(COMMANDS, turn)
  return [reasons(pick(talk.thoughts, turn), 'ZGVtbw=='), calls(`call_demo_${turn}`, 'exec_command', { cmd })]
}

const outputOf = ({ callId, arguments: given }: Extract<Item, { type: 'function_call' }>) => {
  const { cmd } = given as { readonly cmd: string }
  const output = COMMANDS.find((one) => one.cmd === cmd)?.output ?? ''
  return { type: 'function_call_output', call_id: callId, output }
}
