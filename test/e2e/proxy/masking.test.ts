/** A conversation with twenty secrets through a whole CLP: none of them is upstream, in the home, in the API or in an export. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kinds } from '../../../src/proxy/masks/index.ts'
import { foundBy, samplesOf } from '../../../src/proxy/masks/masks.suite.ts'
import { clp, upstream } from '../../kit/clp.ts'
import type { Script } from '../../kit/fake-upstream.ts'
import { entry } from '../../kit/temp-home.ts'

const SAMPLES = kinds
  .filter(({ byDefault }) => byDefault)
  .flatMap((kind, index) => samplesOf(kind)[index % 12] ?? [])
  .filter((_, index) => index % 2 === 0)
  .slice(0, 20)

/** What the file holds, and the secrets in it. */
const FILE = SAMPLES.map((sample, index) => `# line ${index}\n${sample}\n`).join('')
const SECRETS = [
  ...new Set(
    foundBy(
      kinds.filter(({ byDefault }) => byDefault),
      FILE,
    ).map(({ secret }) => secret.toString('utf8')),
  ),
]

/** Asks for the file to be written, as the model saw it, in small pieces. */
const writesItBack: Script = async (request, reply) => {
  const body = (await request.body()).toString('utf8')
  const { messages } = JSON.parse(body)
  const seen: string =
    messages.findLast((message: { content: unknown }) => Array.isArray(message.content))?.content[0].content ?? ''
  reply.head(200, ['content-type', 'text/event-stream'])
  const event = (value: object): Promise<void> => reply.write(`data: ${JSON.stringify(value)}\n\n`)
  await event({ type: 'message_start', message: { id: 'm', usage: { input_tokens: 1, output_tokens: 1 } } })
  await event({
    type: 'content_block_start',
    index: 0,
    content_block: { type: 'tool_use', id: 't', name: 'Write', input: {} },
  })
  const input = JSON.stringify({ content: seen })
  for (let at = 0; at < input.length; at += 7) {
    const partial_json = input.slice(at, at + 7)
    await event({ type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json } })
  }
  await event({ type: 'content_block_stop', index: 0 })
  await event({ type: 'message_stop' })
  reply.end()
}

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))

const holding = (bytes: Buffer): readonly string[] => SECRETS.filter((secret) => bytes.includes(secret))

test('twelve turns with twenty secrets leave none of them anywhere, and every copy is the same', {
  timeout: 60_000,
}, async () => {
  expect(SECRETS.length).toBeGreaterThanOrEqual(20)
  const behind = await upstream(writesItBack)
  const daemon = await clp({ claude: { main: entry(behind.url) }, mask: { enabled: true } })
  const messages: object[] = []
  for (let turn = 0; turn < 12; turn += 1) {
    messages.push({
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 't', content: `${FILE}turn ${turn}\n` }],
    })
    const answer = await fetch(`${daemon.claudeUrl}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', messages, stream: true }),
    })
    const events = (await answer.text())
      .split('\n\n')
      .flatMap((text) => (text === '' ? [] : [JSON.parse(text.slice(6))]))
    const input = events.map(({ delta }) => delta?.partial_json ?? '').join('')
    expect(JSON.parse(input).content).toBe(`${FILE}turn ${turn}\n`)
    messages.push({
      role: 'assistant',
      content: [{ type: 'tool_use', id: 't', name: 'Write', input: JSON.parse(input) }],
    })
  }
  const bodies = await Promise.all(behind.seen.map((request) => request.body()))
  for (const body of bodies) expect(holding(body)).toEqual([])
  // Every turn begins with the one before it: a prompt cache holds.
  const beginnings = bodies.map((body) => body.toString('utf8').replace(/\],"stream":true\}$/, ''))
  for (const [index, text] of beginnings.entries()) expect(text.startsWith(beginnings[index - 1] ?? '')).toBe(true)
  const ask = async (path: string): Promise<Buffer> => Buffer.from(await (await fetch(daemon.ui + path)).arrayBuffer())
  const log = (await ask('/api/exchanges/export?format=jsonl')).toString('utf8')
  const ids = log
    .trim()
    .split('\n')
    .map((line): string => JSON.parse(line).id)
  expect(ids).toHaveLength(12)
  const kept = ids.flatMap((id) => ['request', 'response'].map((kind) => `/api/exchanges/${id}/body/${kind}`))
  for (const path of kept) expect((await ask(path)).toString('utf8')).toMatch(/sk-ant-clp|partial_json/)
  const details = ids.map((id) => `/api/exchanges/${id}`)
  const told = ['/api/exchanges?limit=20', '/api/masking', '/api/status', '/api/exchanges/export?format=har']
  for (const path of [...kept, ...details, ...told]) expect(holding(await ask(path))).toEqual([])
  expect(holding(Buffer.from(log))).toEqual([])
  for (const file of filesBelow(daemon.home.root)) expect([file, holding(readFileSync(file))]).toEqual([file, []])
})
