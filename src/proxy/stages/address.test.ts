import { describe, expect, it } from 'vitest'
import { attemptOf, outgoingOf, type RequestParts, requestOf, upstreamOf } from '../../../test/kit/exchange.ts'
import { alone } from '../../../test/kit/stage.ts'
import { Body } from '../../codec/bytes/body.ts'
import { Secret } from '../../contract/secret.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { HOP } from '../exchange/hop.ts'
import { codex } from '../services/codex.ts'
import { gemini } from '../services/gemini.ts'
import { address } from './address.ts'

const KEY = { credential: { bearer: new Secret('ours') } }

const addressed = async (parts: RequestParts = {}, upstream: Partial<Upstream> = {}, loneQuestionMark = false) => {
  const { ask, given } = alone(address())
  const request = requestOf(parts)
  const attempt = attemptOf({ ...request, head: { ...request.head, loneQuestionMark } }, upstreamOf('one', upstream))
  await ask(outgoingOf(attempt))
  const [out] = given
  if (out === undefined) throw new Error('Nothing was handed on')
  return out
}

describe('the target', () => {
  it.each([
    ['https://one.test', '/v1/messages', 'https://one.test', '/v1/messages'],
    ['https://one.test:8443/api/', '/v1/messages', 'https://one.test:8443', '/api/v1/messages'],
    ['http://[::1]:9/a//', '/v1/%2F.', 'http://[::1]:9', '/a/v1/%2F.'],
    ['https://one.test/api/v1', '/v1/messages', 'https://one.test', '/api/v1/messages'],
  ])('stands below the upstream’s own path, nothing decoded: %s %s', async (baseUrl, path, origin, target) => {
    expect(await addressed({ path }, { baseUrl })).toMatchObject({ origin, target })
  })

  it('keeps the query as it is, a lone question mark too', async () => {
    expect((await addressed({ query: 'b=%20&a' })).target).toBe('/v1/messages?b=%20&a')
    expect((await addressed({}, {}, true)).target).toBe('/v1/messages?')
  })

  it('loses the client’s key where ours goes instead, and the question mark with it', async () => {
    const upstream = { protocol: gemini.protocol.id, credential: { apiKey: new Secret('ours') } }
    const parts = { service: gemini, path: '/v1beta/models' }
    expect((await addressed({ ...parts, query: 'key=own&alt=sse' }, upstream)).target).toBe('/v1beta/models?alt=sse')
    expect((await addressed({ ...parts, query: 'key=own' }, upstream)).target).toBe('/v1beta/models')
    const noKey = { protocol: gemini.protocol.id }
    expect((await addressed({ ...parts, query: 'key=own' }, noKey)).target).toBe('/v1beta/models?key=own')
  })
})

describe('headers', () => {
  it.each([
    [codex, ['ChatGPT-Account-Id', 'OpenAI-Organization', 'openai-project']],
    [gemini, ['X-Goog-User-Project']],
  ])('of a replaced login go with it', async (service, names) => {
    const headers = names.flatMap((name) => [name, 'mine'])
    const upstream = { protocol: service.protocol.id }
    const { headers: passed } = await addressed({ service, headers }, upstream)
    expect(passed).toEqual(expect.arrayContaining(headers))
    const { headers: sent } = await addressed({ service, headers }, { ...upstream, ...KEY })
    expect(sent).not.toContain('mine')
  })

  it('are the client’s, but for what belongs to its own connection', async () => {
    const headers = [
      ...['Host', 'localhost:3210', 'X-One', '1', 'Connection', 'x-hop, keep-alive', 'x-hop', '2', 'x-one', '3'],
      ...['X-Clp-Page-Key', 'k', 'X-Clp-Control', 'k', 'Sec-WebSocket-Protocol', 'clp-page-key.k'],
      ...['Expect', '100-continue', 'Cookie', 'a=b', 'Content-Length', '99', 'Transfer-Encoding', 'chunked'],
    ]
    expect((await addressed({ headers })).headers).toEqual([
      ...['Host', 'one.test', 'X-One', '1', 'x-one', '3', ...HOP, 'Content-Length', '13'],
    ])
  })

  it('show the upstream’s key in place of the client’s, wherever that stood', async () => {
    const headers = ['Authorization', 'Bearer own', 'X-Api-Key', 'own']
    const { headers: sent } = await addressed({ headers }, KEY)
    expect(sent.join('|')).toContain('Bearer ours')
    expect(sent.join('|')).not.toContain('own')
  })

  it('show the client’s own key where the upstream has none', async () => {
    const headers = ['Authorization', 'Bearer own']
    expect((await addressed({ headers })).headers).toEqual(expect.arrayContaining(headers))
  })
})

describe('the length of the body', () => {
  it.each([
    ['POST', [], '', '0'],
    ['POST', [], 'abc', '3'],
    ['GET', [], '', undefined],
    ['GET', ['content-length', '0'], '', '0'],
    ['DELETE', ['transfer-encoding', 'chunked'], '', '0'],
    ['DELETE', [], 'abc', '3'],
  ] as const)(
    'is told where there is a body, or one was announced: %s %j "%s"',
    async (method, headers, body, length) => {
      const { headers: sent } = await addressed({ method, headers, body: body === '' ? new Uint8Array(0) : body })
      const at = sent.indexOf('Content-Length')
      expect(at === -1 ? undefined : sent[at + 1]).toBe(length)
    },
  )

  it('is that of the body as it is sent', async () => {
    const { ask, given } = alone(address())
    await ask(outgoingOf(attemptOf(requestOf()), { body: Body.from('longer than before'), path: '/other' }))
    expect(given).toMatchObject([{ target: '/other' }])
    expect(given[0]?.headers).toEqual(expect.arrayContaining(['Content-Length', '18']))
  })
})
