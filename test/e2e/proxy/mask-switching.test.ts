/** One conversation with secrets that goes from one upstream to another of another protocol and back: each sees what it saw before. */
import { expect, test } from 'vitest'
import { messageStream, text, thinking } from '../../../src/protocol/anthropic-messages/sample-answer.ts'
import { completionStream } from '../../../src/protocol/openai-chat/sample-answer.ts'
import { openConfigStore } from '../../../src/store/config/config-store.ts'
import { upstreamsDocument } from '../../../src/store/documents/upstreams.ts'
import { homeAt } from '../../../src/store/files/home.ts'
import { clp, upstream } from '../../kit/clp.ts'
import type { Script } from '../../kit/fake-upstream.ts'
import { ENV, KEY, PASSWORD } from '../../kit/masking.ts'
import { pieces } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'

const SIGNATURE = 'c2lnbmVkIGJ5IHRoZSB1cHN0cmVhbQ=='
const THOUGHT = 'The user keeps a key — 密钥 — in a file\n'

/** Says the placeholders that it was sent last. */
const saying =
  (stream: (said: string) => string): Script =>
  async (request, reply) => {
    const body = (await request.body()).toString('utf8')
    const [key = '', password = ''] = [/sk-ant-clp\w{12}/g, /clp-secret-\w{12}/g].map((form) =>
      body.match(form)?.at(-1),
    )
    await pieces([stream(`I saw ${key} and ${password}.`)])(request, reply)
  }

interface Content {
  readonly type: string
  readonly text?: string
}

test('switching upstream and protocol in mid-conversation changes nothing', async () => {
  const [first, second] = [
    await upstream(saying((said) => messageStream({ blocks: [thinking(SIGNATURE, THOUGHT), text(said)] }))),
    await upstream(saying((said) => completionStream({ pieces: [said.slice(0, 12), said.slice(12)] }))),
  ]
  const withActive = (active: 'first' | 'second') => ({
    first: entry(first.url, { active: active === 'first' }),
    second: entry(second.url, { active: active === 'second', protocol: 'chat' }),
  })
  const daemon = await clp({ claude: withActive('first'), mask: { enabled: true } })
  const use = async (active: 'first' | 'second'): Promise<void> => {
    const documents = new Map([['claude', upstreamsDocument('claude', 'messages')]])
    const store = openConfigStore({
      home: homeAt(daemon.home.root),
      documents: [],
      upstreamDocuments: documents,
      watch: false,
    })
    await store.update('claude', () => JSON.stringify(withActive(active)))
    store.close()
  }
  const messages: object[] = []
  const turn = async (content: string): Promise<void> => {
    messages.push({ role: 'user', content })
    const answer = await fetch(`${daemon.claudeUrl}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 1000, messages, stream: true }),
    })
    const said = contentOf(await answer.text())
    expect(said.find(({ type }) => type === 'text')?.text).toBe(`I saw ${KEY} and ${PASSWORD}.`)
    messages.push({ role: 'assistant', content: said })
  }

  await turn(ENV)
  await use('second')
  await turn(`again: ${PASSWORD}`)
  await turn(`and again: ${KEY}`)
  await use('first')
  await turn('And now?')

  const bodies = await Promise.all(
    [...first.seen, ...second.seen].map(async (request) => (await request.body()).toString()),
  )
  expect(bodies).toHaveLength(4)
  for (const body of bodies) for (const secret of [KEY, PASSWORD]) expect(body).not.toContain(secret)
  const [before = '', after = '', chat = '', chatAfter = ''] = bodies
  // Each upstream is sent what it was sent before, byte for byte, and more: its cache holds.
  expect(after.startsWith(turnsOf(before))).toBe(true)
  expect(chatAfter.startsWith(turnsOf(chat))).toBe(true)
  // All turns name the secrets by the same placeholders, in both protocols.
  const named = bodies.flatMap((body) => body.match(/sk-ant-clp\w{12}|clp-secret-\w{12}/g) ?? [])
  expect(new Set(named).size).toBe(2)
  // What the upstream has signed comes back as it was.
  expect(after).toContain(JSON.stringify({ type: 'thinking', thinking: THOUGHT, signature: SIGNATURE }))
})

/** The beginning of a body up to the end of its last turn. */
const turnsOf = (body: string): string => body.slice(0, body.lastIndexOf('}]'))

/** What the client has of an answer when it ends. */
const contentOf = (stream: string): readonly Content[] => {
  // biome-ignore lint/suspicious/noExplicitAny: events of the protocol
  const blocks: any[] = []
  for (const line of stream.split('\n')) {
    if (!line.startsWith('data: ')) continue
    const event = JSON.parse(line.slice(6))
    if (event.type === 'content_block_start') blocks[event.index] = { ...event.content_block }
    if (event.type !== 'content_block_delta') continue
    const { type: _type, ...parts } = event.delta
    for (const [name, part] of Object.entries(parts))
      blocks[event.index][name] = (blocks[event.index][name] ?? '') + part
  }
  return blocks
}

test.each([
  ['refuse', 400],
  ['pass', 200],
] as const)('a conversation begun before masking was on: %s', async (inSigned, status) => {
  const behind = await upstream(pieces([messageStream({ blocks: [text('Go on.')] })]))
  const daemon = await clp({ claude: { main: entry(behind.url) }, mask: { enabled: true, inSigned } })
  const content = [
    { type: 'thinking', thinking: `They use ${KEY} here`, signature: SIGNATURE },
    { type: 'text', text: 'Noted.' },
  ]
  const messages = [
    { role: 'user', content: ENV },
    { role: 'assistant', content },
    { role: 'user', content: 'Go on' },
  ]
  const answer = await fetch(`${daemon.claudeUrl}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', max_tokens: 9, messages }),
  })
  expect(answer.status).toBe(status)
  if (inSigned === 'refuse') {
    expect(await answer.text()).toContain('Start a new conversation')
    expect(behind.seen).toHaveLength(0)
    return
  }
  await answer.text()
  const body = (await behind.seen[0]?.body())?.toString() ?? ''
  expect(body).toContain(JSON.stringify(content))
  expect(body).not.toContain(PASSWORD)
  // The log keeps no body that holds a secret.
  const log = await (await fetch(`${daemon.ui}/api/exchanges/export?format=jsonl`)).text()
  expect(log).not.toContain(KEY)
})
