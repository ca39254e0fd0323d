import { gzipSync } from 'node:zlib'
import { afterAll, expect, it, onTestFinished } from 'vitest'
import { deadUpstream } from '../../../test/kit/dead-upstream.ts'
import { snapshotOf, upstreamOf } from '../../../test/kit/exchange.ts'
import { type Script, startFakeUpstream } from '../../../test/kit/fake-upstream.ts'
import { systemClock } from '../../contract/clock.ts'
import { Secret } from '../../contract/secret.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { createAskUpstream } from '../../proxy/ask-upstream.ts'
import { claude } from '../../proxy/services/claude.ts'
import { codex } from '../../proxy/services/codex.ts'
import { openTransport } from '../../proxy/transports/open-transport.ts'
import { createProber, type ProbeTarget } from './prober.ts'

const transport = await openTransport({ clock: systemClock, environment: {} })
afterAll(transport.close)
const ask = createAskUpstream({ clock: systemClock, transport })

const targetAt = (
  baseUrl: string,
  { model = 'm', ...upstream }: Partial<Upstream> & { model?: string } = {},
): ProbeTarget => ({
  service: upstream.protocol === 'responses' ? codex : claude,
  snapshot: snapshotOf({}),
  upstream: upstreamOf('one', { baseUrl, ...upstream }),
  model,
})

const probe = async (script: Script, target: Parameters<typeof targetAt>[1] = {}, timeoutMs = 20_000) => {
  const upstream = await startFakeUpstream(script)
  onTestFinished(upstream.close)
  const prober = createProber({ clock: systemClock, ask, timeoutMs })
  const outcome = await prober.probe(targetAt(upstream.url, target))
  return { outcome, upstream }
}

it('sends the small request of the service with the credential, below the prefix of the address', async () => {
  let body = ''
  const answer: Script = async (request, reply) => {
    body = (await request.body()).toString()
    reply.head(200, ['content-type', 'application/json', 'content-encoding', 'gzip'])
    reply.end(gzipSync('{"content":[{"type":"text","text":"ok"}]}'))
  }
  const credential = { bearer: new Secret('sk-one'), apiKey: new Secret('sk-two') }
  const { outcome, upstream } = await probe(answer, { credential, model: 'claude-x' })
  expect(outcome).toMatchObject({ success: true, status: 200, text: 'ok', error: '', bodyTruncated: false })
  expect(outcome.url).toBe(`${upstream.url}/v1/messages`)
  const [seen] = upstream.seen
  expect(seen?.header('authorization')).toEqual(['Bearer sk-one'])
  expect(seen?.header('x-api-key')).toEqual(['sk-two'])
  expect(seen?.header('content-length')).toHaveLength(1)
  expect(JSON.parse(body)).toMatchObject({ model: 'claude-x' })
  expect(JSON.stringify(outcome)).not.toMatch(/sk-one|sk-two/)
})

it.each([
  ['chat', '/v1/chat/completions', { choices: [{ message: { content: 'ok' } }] }, ['authorization', 'Bearer key']],
  ['responses', '/v1/responses', { output: [], status: 'completed' }, ['authorization', 'Bearer key']],
  ['gemini', '/v1beta/models/m:generateContent', { candidates: [] }, ['x-goog-api-key', 'key']],
] as const)(
  'asks an upstream of %s in its own protocol, as requests are translated',
  async (protocol, path, said, [name, value]) => {
    const answer: Script = (_, reply) => {
      reply.head(200, ['content-type', 'application/json'])
      reply.end(JSON.stringify(said))
    }
    const upstream = await startFakeUpstream(answer)
    onTestFinished(upstream.close)
    const credential = { apiKey: new Secret('key') }
    const target = targetAt(upstream.url, { protocol, translates: true, credential })
    const { success, url } = await createProber({ clock: systemClock, ask }).probe({ ...target, service: claude })
    expect([success, url]).toEqual([true, upstream.url + path])
    expect([upstream.seen[0]?.url, upstream.seen[0]?.header(name)]).toEqual([path, [value]])
  },
)

it('takes an error inside a 200 for what it is', async () => {
  const { outcome } = await probe(
    (_, reply) => {
      reply.head(200, ['content-type', 'text/event-stream'])
      reply.end('data: {"type":"response.failed","response":{"error":{"message":"out of credit"}}}\n\n')
    },
    { protocol: 'responses' },
  )
  expect(outcome).toMatchObject({ success: false, status: 200, error: 'out of credit' })
})

it.each([
  ['a web page', 'text/html', '<html>Login', 'answered with a web page', 'answer-is-page'],
  ['a web page called JSON', 'application/json', '<html>Login', 'answered with a web page', 'answer-is-page'],
  ['nothing', 'application/json', '', 'answered with nothing', 'answer-empty'],
  ['an empty object', 'application/json', '{}', /no answer of its API/, 'answer-is-none'],
  ['plain text', 'text/plain', 'ok', /no answer of its API/, 'answer-is-none'],
])('takes %s with a good status for no answer', async (_title, type, body, error, code) => {
  const { outcome } = await probe((_, reply) => {
    reply.head(200, ['content-type', type])
    reply.end(body)
  })
  const said = typeof error === 'string' ? error : expect.stringMatching(error)
  expect(outcome).toMatchObject({ success: false, status: 200, error: said, why: { code } })
})

it('shows a redirect instead of following it with the credential', async () => {
  const { outcome, upstream } = await probe((_, reply) => {
    reply.head(302, ['location', '/elsewhere'])
    reply.end()
  })
  expect(outcome).toMatchObject({ success: false, status: 302, error: 'HTTP 302 Found' })
  expect(outcome.why).toEqual({ code: 'upstream-answered', params: { status: 302 } })
  expect(upstream.seen).toHaveLength(1)
})

it('says where an upstream sends clients, in a form that is read in every language', async () => {
  const { outcome } = await probe((_, reply) => {
    reply.head(308, ['location', 'https://elsewhere.example/v1/messages'])
    reply.end()
  })
  const why = { code: 'upstream-redirects-to', params: { place: 'https://elsewhere.example/v1/messages' } }
  expect(outcome).toMatchObject({ success: false, error: 'redirects to https://elsewhere.example/v1/messages', why })
})

it('stops reading an answer that does not end', async () => {
  const { outcome, upstream } = await probe(async (_, reply) => {
    reply.head(200, ['content-type', 'text/plain'])
    for (;;) {
      if (reply.socket.destroyed) return
      await reply.write('x'.repeat(32 * 1024))
    }
  })
  expect(outcome).toMatchObject({ status: 200, bodyTruncated: true })
  expect(outcome.body).toHaveLength(64 * 1024)
  await upstream.seen[0]?.closed
})

it.each([
  ['before the head', () => undefined],
  ['within the body', (_: unknown, reply: Parameters<Script>[1]) => reply.head(200, ['content-type', 'text/plain'])],
])('gives up on silence %s', async (_, script) => {
  const { outcome } = await probe(script as Script, {}, 200)
  expect(outcome).toMatchObject({ success: false, status: null, error: 'No answer within 0.2 s' })
})

it('says why there was no connection', async () => {
  const prober = createProber({ clock: systemClock, ask })
  expect(await prober.probe(targetAt(await deadUpstream()))).toMatchObject({
    success: false,
    error: expect.stringContaining('ECONNREFUSED'),
  })
})
