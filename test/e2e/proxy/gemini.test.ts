/** The optional Gemini service: off until it is asked for, then routed, counted, guarded and refused like the others. */

import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { exchangePageSchema } from '../../../src/contract/api/exchanges.ts'
import { statusSchema } from '../../../src/contract/api/status.ts'
import { clp, type TestClp, upstream } from '../../kit/clp.ts'
import { deadUpstream } from '../../kit/dead-upstream.ts'
import { everyBytes, json, pieces } from '../../kit/replies.ts'
import { entry, type HomeDocuments } from '../../kit/temp-home.ts'

const recorded = (name: string): string =>
  readFileSync(new URL(`../../streams/gemini-${name}`, import.meta.url), 'utf8')
const ANSWER: unknown = JSON.parse(recorded('answer.json'))
const PATH = '/v1beta/models/gemini-2.5-flash:generateContent'
const STREAM = '/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse'
const KEYED = { api_key: 'upstream-key', auth_token: null }

const ask = (here: TestClp, path = PATH, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${here.urlOf('gemini')}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-goog-api-key': 'client-key', ...headers },
    body: '{"contents":[{"role":"user","parts":[{"text":"Say hi"}]}]}',
  })

/** The only record, once it is written. */
const recordOf = ({ ui }: TestClp) =>
  vi.waitFor(
    async () => {
      const { items } = exchangePageSchema.parse(await (await fetch(`${ui}/api/exchanges`)).json())
      expect(items).toHaveLength(1)
      return items[0]
    },
    { timeout: 20_000 },
  )

const inFront = async (url: string, documents: HomeDocuments = {}): Promise<TestClp> =>
  clp({ gemini: { main: entry(url, KEYED) }, ...documents })

test('nobody gets its port without asking, and nobody loses the others', async () => {
  const here = await clp({})
  expect(() => here.urlOf('gemini')).toThrow('does not run')
  const status = statusSchema.parse(await (await fetch(`${here.ui}/api/status`)).json())
  expect(status.services.map(({ id }) => id)).toEqual(['claude', 'codex'])
})

test('an answer passes whole; the key of the client stays here, in header and query', async () => {
  const behind = await upstream(json(ANSWER))
  const here = await inFront(`${behind.url}/google`)
  const reply = await ask(here, `${PATH}?x=1&key=client-key&y=2`)
  expect([reply.status, await reply.json()]).toEqual([200, ANSWER])
  const [request] = behind.seen
  expect(request?.url).toBe(`/google${PATH}?x=1&y=2`)
  expect(request?.header('x-goog-api-key')).toEqual(['upstream-key'])
  expect(await recordOf(here)).toMatchObject({
    service: 'gemini',
    modelAsked: 'gemini-2.5-flash',
    modelSent: 'gemini-2.5-flash',
    usage: { input: 312, output: 12, total: 324 },
  })
})

test('a lone key leaves no question mark behind; without a key of ours the client’s own one travels', async () => {
  const behind = await upstream(json(ANSWER))
  await (await ask(await inFront(behind.url), `${PATH}?key=client-key`)).text()
  await (
    await ask(await inFront(behind.url, { gemini: { main: { base_url: behind.url } } }), `${PATH}?key=client-key`)
  ).text()
  expect(behind.seen.map(({ url }) => url)).toEqual([PATH, `${PATH}?key=client-key`])
  expect(behind.seen[1]?.header('x-goog-api-key')).toEqual(['client-key'])
})

test('a stream passes byte for byte, with thoughts and cache counted', async () => {
  const stream = recorded('stream.sse')
  const behind = await upstream(pieces(everyBytes(stream, 333)))
  const here = await inFront(behind.url)
  expect(await (await ask(here, STREAM)).text()).toBe(stream)
  expect(await recordOf(here)).toMatchObject({
    modelAsked: 'gemini-2.5-pro',
    usage: { input: 8211, cacheRead: 6144, output: 123, reasoning: 92, total: 8334, uncachedInput: 2067 },
  })
})

test('routing by model finds it in the path, and sends another one there', async () => {
  const [first, second] = [await upstream(json(ANSWER)), await upstream(json(ANSWER))]
  const gemini = { first: entry(first.url, { active: true }), second: entry(second.url) }
  const here = await clp({
    gemini,
    routing: {
      mode: 'model-mapping',
      modelMappings: { gemini: [{ source: 'gemini-*-flash', target: 'gemini-3/pro', source_type: 'model' }] },
    },
  })
  await (await ask(here)).text()
  expect(first.seen[0]?.url).toBe('/v1beta/models/gemini-3%2Fpro:generateContent')
  expect(await recordOf(here)).toMatchObject({ modelAsked: 'gemini-2.5-flash', modelSent: 'gemini-3/pro' })
  here.home.write({
    routing: { mode: 'config-mapping', configMappings: { gemini: [{ model: 'gemini-2.5-*', config: 'second' }] } },
  })
  await vi.waitFor(
    async () => {
      await (await ask(here)).text()
      expect(second.seen.length).toBeGreaterThan(0)
    },
    { timeout: 20_000 },
  )
  expect(second.seen[0]?.url).toBe(PATH)
})

test('access takes the token in Google’s places, and it goes no further', async () => {
  const token = 'clp_0123456789ABCDEFGHIJabcdefghij01'
  const behind = await upstream(json(ANSWER))
  const here = await clp({
    gemini: { main: { base_url: behind.url } },
    auth: { enabled: true, tokens: [{ name: 'me', token, active: true }], services: { ui: false } },
  })
  const refused = await ask(here)
  expect(refused.status).toBe(401)
  expect(await refused.json()).toMatchObject({
    error: { code: 401, status: 'UNAUTHENTICATED', details: [{ reason: 'unauthenticated' }, {}] },
  })
  expect((await ask(here, PATH, { 'x-goog-api-key': token })).status).toBe(200)
  expect((await ask(here, `${PATH}?key=${token}`)).status).toBe(200)
  expect(behind.seen.map(({ url }) => url)).toEqual([PATH, PATH])
  expect(behind.seen.map((request) => request.header('x-goog-api-key'))).toEqual([[], ['client-key']])
})

test('an upstream that is not there is told of in Google’s words, and others are tried first', async () => {
  const dead = await deadUpstream()
  const alone = await inFront(dead)
  const reply = await ask(alone)
  expect(reply.status).toBe(502)
  expect(await reply.json()).toMatchObject({
    error: { code: 502, status: 'UNAVAILABLE', message: expect.stringMatching(/^CLP: /) },
  })
  const behind = await upstream(json(ANSWER))
  const gemini = { dead: entry(dead, { weight: 9 }), alive: entry(behind.url, { weight: 1 }) }
  const here = await clp({ gemini, balancing: { mode: 'weight-based' } })
  expect((await ask(here)).status).toBe(200)
  expect(await recordOf(here)).toMatchObject({ attempts: 2, upstream: 'alive' })
})
