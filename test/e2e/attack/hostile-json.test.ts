/** Bodies written to keep CLP busy, with routing and body rules on: each is answered, and what nobody means as a request is refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeUpstream, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { type ProxyWorld, startProxyWorld } from '../../kit/proxy-world.ts'
import { entry } from '../../kit/temp-home.ts'

let behind: FakeUpstream
let world: ProxyWorld

beforeAll(async () => {
  behind = await startFakeUpstream(async (request, reply) => {
    await request.body()
    reply.head(200, ['content-type', 'application/json'])
    reply.end('{}')
  })
  world = await startProxyWorld({
    claude: { main: entry(behind.url, { active: true }) },
    routing: {
      mode: 'model-mapping',
      modelMappings: { claude: [{ source: 'asked', target: 'sent' }] },
    },
    bodyFilter: [
      { match: 'text', op: 'replace', source: 'PRIVATE', target: 'public' },
      { match: 'regex', op: 'remove', source: 'sk-[a-z-]+Q' },
      { match: 'regex', op: 'remove', source: 'eyJ[A-Za-z0-9_-]*\\.' },
    ],
  })
})

afterAll(async () => {
  await world.close()
  await behind.close()
})

const post = async (body: string) => {
  const response = await fetch(`http://127.0.0.1:${world.ports.claude}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  return { status: response.status, text: await response.text(), sent: await behind.seen.at(-1)?.body() }
}

describe('a body that is read through', () => {
  test.each([
    ['arrays a million deep', `{"model":"asked","x":${'['.repeat(1e6)}${']'.repeat(1e6)}}`],
    ['a number of a million digits', `{"model":"asked","x":${'7'.repeat(1e6)}}`],
    ['a million escapes', `{"model":"asked","x":"${'\\u0050'.repeat(1e6)}"}`],
    ['a million backslashes', `{"model":"asked","x":"${'\\\\'.repeat(1e6)}PRIVATE"}`],
    ['a million escaped quotes', `{"x":"${'\\"'.repeat(1e6)}","model":"asked"}`],
    ['the beginning of a key over and over', `{"model":"asked","x":"${'sk-'.repeat(40_000)}"}`],
    ['the beginning of a token over and over', `{"model":"asked","x":"${'eyJ'.repeat(40_000)}"}`],
    ['a thousand models', `{${'"model":"asked",'.repeat(999)}"model":"asked"}`],
  ])('%s', async (_title, body) => {
    const { status, sent } = await post(body)
    expect(status).toBe(200)
    const text = sent?.toString() ?? ''
    expect(text).toContain('"model":"sent"')
    expect(text).not.toContain('"model":"asked"')
    expect(text).not.toContain('PRIVATE')
  })
})

test.each([
  ['plainly', '"model":"asked",'.repeat(100_000)],
  ['spelled otherwise', '"mod\\u0065l":"asked",'.repeat(1001)],
])('more than a thousand models are no request: %s', async (_title, models) => {
  const before = behind.seen.length
  const { status, text } = await post(`{${models}"x":1}`)
  expect(status).toBe(400)
  expect(text).toContain('more than 1000 times')
  expect(behind.seen).toHaveLength(before)
})
