/** A CLP with a life of its own for pages to show: upstreams that answer, refuse and stall, rules, tokens, and a day of traffic. */

import type { ExchangeRecord } from '../../../src/contract/exchange.ts'
import {
  messageError,
  messageStream,
  text,
  thinking,
  toolUse,
} from '../../../src/protocol/anthropic-messages/sample-answer.ts'
import { calls, reasons, responseStream, says } from '../../../src/protocol/openai-responses/sample-answer.ts'
import { startClp, type TestClp } from '../../kit/clp.ts'
import { deadUpstream } from '../../kit/dead-upstream.ts'
import { type FakeUpstream, type Script, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { answer, EVENT_STREAM, everyBytes, json, pieces } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'
import { writeHistory } from './history.ts'

export interface Demo {
  readonly clp: TestClp
  readonly main: FakeUpstream
  readonly close: () => Promise<void>
}

const WORDS = [
  'The failing test opens ',
  'a second connection ',
  'before the first one ',
  'is closed. ',
  '修复在 `pool.ts`:',
  '先等待 `drain`。',
]

const claudeAnswer = (number: number): string =>
  messageStream({
    model: number % 3 === 0 ? 'claude-opus-4-5' : 'claude-sonnet-4-5',
    blocks: [
      thinking('c2lnbmF0dXJl', 'The user wants to know why the test fails. ', 'I should look at the pool first.'),
      text(...WORDS),
      ...(number % 2 === 0
        ? [toolUse(`toolu_${number}`, 'Read', { file_path: '/project/src/pool.ts', limit: 200 })]
        : []),
    ],
    inputTokens: 1200 + number * 37,
    outputTokens: 300 + (number % 7) * 90,
    cacheReadTokens: 21_000 + number * 410,
    cacheCreateTokens: number % 4 === 0 ? 5200 : 0,
  })

const codexAnswer = (number: number): string =>
  responseStream({
    model: 'gpt-5-codex',
    items: [
      reasons('Looking for the place where the pool is drained', 'ZW5jcnlwdGVk'),
      says(...WORDS),
      calls(`call_${number}`, 'shell', { command: ['rg', 'drain', 'src'] }),
    ],
    inputTokens: 9000 + number * 120,
    cachedTokens: 7000,
    outputTokens: 420,
    reasoningTokens: 160,
  })

/** Answers either protocol, by the path that is asked for. */
const healthy: Script = (request, reply) => {
  const stream = request.url.includes('/responses') ? codexAnswer(request.number) : claudeAnswer(request.number)
  return pieces(everyBytes(stream, 700), EVENT_STREAM)(request, reply)
}

const overloaded: Script = json(messageError('overloaded_error', 'Overloaded'), 529)

const LONG_NAME = 'team-shared-relay-frankfurt-with-a-name-that-somebody-thought-should-say-it-all-x'

export const claudeBody = (turn: number, stream = true): string =>
  JSON.stringify({
    model: 'claude-sonnet-4-5',
    max_tokens: 8192,
    stream,
    metadata: { user_id: JSON.stringify({ session_id: `2f1d8a52-${1000 + (turn % 3)}` }) },
    system: [{ type: 'text', text: 'You are a careful engineer. Project root: /project. Reply briefly.' }],
    tools: [
      { name: 'Read', input_schema: { type: 'object' } },
      { name: 'Edit', input_schema: { type: 'object' } },
    ],
    messages: [
      { role: 'user', content: `Why does the connection pool test fail? (question ${turn})` },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'I will look at the pool.' },
          { type: 'tool_use', id: 'toolu_a', name: 'Read', input: { file_path: '/project/test/pool.test.ts' } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'toolu_a', content: 'it("drains before close", async () => {\n  …\n})' },
          { type: 'text', text: 'password=hunter2 请先看看 pool.ts。' },
        ],
      },
    ],
  })

const codexBody = (turn: number): string =>
  JSON.stringify({
    model: 'gpt-5-codex',
    stream: true,
    instructions: 'You are Codex. Work in /project.',
    prompt_cache_key: `session-${turn % 2}`,
    input: [
      {
        type: 'message',
        role: 'user',
        content: [{ type: 'input_text', text: `Find where the pool is drained (${turn})` }],
      },
    ],
    tools: [{ type: 'function', name: 'shell', parameters: {} }],
  })

export const askClaude = async (demo: Pick<Demo, 'clp'>, turn: number): Promise<number> => {
  const response = await fetch(`${demo.clp.claudeUrl}/v1/messages`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      authorization: 'Bearer -',
      'user-agent': 'claude-cli/2.1.0 (external, cli)',
      'x-real-ip': '10.0.0.7',
    },
    body: claudeBody(turn),
  })
  await response.text()
  return response.status
}

export const askCodex = async (demo: Pick<Demo, 'clp'>, turn: number): Promise<number> => {
  const response = await fetch(`${demo.clp.codexUrl}/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer -', 'user-agent': 'codex_cli_rs/0.169.0' },
    body: codexBody(turn),
  })
  await response.text()
  return response.status
}

/** A CLP with everything in it, `requests` requests behind it, and before them what `history` says. */
export const startDemo = async (requests = 36, history: readonly ExchangeRecord[] = []): Promise<Demo> => {
  const main = await startFakeUpstream(healthy)
  const busy = await startFakeUpstream(overloaded)
  const refusing = await startFakeUpstream(
    answer(401, ['content-type', 'application/json'], '{"error":{"message":"Invalid key"}}'),
  )
  const clp = await startClp(
    {
      claude: {
        'anthropic-main': entry(main.url, { auth_token: 'sk-ant-demo-0123456789abcdef', weight: 50, active: true }),
        [LONG_NAME]: entry(`${main.url}/relay/frankfurt`, { weight: 20 }),
        'relay-busy': entry(busy.url, { weight: 90 }),
        'office-proxy': entry(await deadUpstream(), { weight: 0, deleted: true, deleted_at: '2026-10-02T08:00:00Z' }),
      },
      codex: {
        'openai-team': entry(`${main.url}/v1`, {
          auth_token: 'sk-proj-demo-0123456789abcdef',
          weight: 10,
          active: true,
        }),
        'expired-key': entry(`${refusing.url}/v1`, { weight: 5 }),
      },
      endpointFilter: {
        enabled: true,
        rules: [
          {
            id: 'no-batches',
            prefix: '/v1/messages/batches',
            methods: ['POST'],
            action: { type: 'block', status: 403, message: 'Batches are off here' },
          },
          { id: 'no-count', path: '/v1/messages/count_tokens', enabled: false },
        ],
      },
      bodyFilter: [
        { source: 'hunter2', op: 'replace', target: '••••••', match: 'text' },
        { source: '/project', op: 'replace', target: '/work', match: 'text', enabled: false },
      ],
      routing: {
        mode: 'model-mapping',
        modelMappings: {
          claude: [{ source: 'claude-haiku-*', target: 'claude-sonnet-4-5', source_type: 'model' }],
          codex: [],
        },
        configMappings: { claude: [{ model: 'claude-opus-*', config: 'anthropic-main' }], codex: [] },
      },
      balancing: { mode: 'weight-based' },
    },
    {},
    (home) => writeHistory(home, history),
  )
  const demo: Demo = {
    clp,
    main,
    close: async () => {
      await clp.close()
      await Promise.all([main.close(), busy.close(), refusing.close()])
    },
  }
  for (let turn = 0; turn < requests; turn += 1) await (turn % 3 === 2 ? askCodex(demo, turn) : askClaude(demo, turn))
  if (requests > 0) await fetch(`${clp.claudeUrl}/v1/messages/batches`, { method: 'POST', body: '{}' })
  return demo
}

/** Leaves a request running whose answer has begun; `release` lets it end. */
export const startStream = async (demo: Demo): Promise<{ readonly release: () => Promise<void> }> => {
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const stream = Buffer.from(claudeAnswer(2))
  const half = Math.floor(stream.length * 0.6)
  demo.main.next(async (request, reply) => {
    await request.body()
    reply.head(200, EVENT_STREAM)
    for (const piece of everyBytes(stream.subarray(0, half), 400)) await reply.write(piece)
    await held
    reply.end(stream.subarray(half))
  })
  const done = askClaude(demo, 99)
  return {
    release: async () => {
      release()
      await done
    },
  }
}
