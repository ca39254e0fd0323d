/** Which headers travel, which are ours, and whose credential an upstream sees. */
import { describe, expect, test } from 'vitest'
import { clp, scene, upstream } from '../../kit/clp.ts'
import { valuesOf } from '../../kit/fake-upstream.ts'
import { exchangeRaw, requestBytes } from '../../kit/raw-client.ts'
import { answer, json } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'

const names = (headers: readonly string[]): string[] => headers.filter((_, index) => index % 2 === 0)

describe('request headers', () => {
  test('arrive with names, order, case and repetitions kept', async () => {
    const { claude, upstream: behind } = await scene(json({}))
    const sent = ['X-One', '1', 'x-two', 'a', 'X-TWO', 'b', 'anthropic-beta', 'x,y', 'X-Odd', 'caf\xe9 \t!']
    await exchangeRaw(claude, requestBytes('GET /v1/models', ['Host', 'localhost', ...sent]))
    const arrived = behind.seen[0]?.rawHeaders ?? []
    expect(arrived.slice(2, 2 + sent.length)).toEqual(sent)
  })

  test('name the upstream as host', async () => {
    const { claude, upstream: behind } = await scene(json({}))
    await exchangeRaw(claude, requestBytes('GET /', ['Host', 'localhost:3210']))
    expect(behind.seen[0]?.header('host')).toEqual([`127.0.0.1:${behind.port}`])
  })

  test('of one connection stay there', async () => {
    const { claude, upstream: behind } = await scene(json({}))
    await exchangeRaw(
      claude,
      requestBytes('GET /', [
        ...['Host', 'localhost', 'Connection', 'keep-alive', 'Connection', 'X-Secret, close', 'X-Secret', 'here'],
        ...['Keep-Alive', 'timeout=5', 'Proxy-Connection', 'keep-alive', 'TE', 'trailers', 'Upgrade-Insecure', '1'],
        ...['Proxy-Authorization', 'Basic eDp5', 'Cookie', 'session=1', 'X-Stays', 'yes'],
      ]),
    )
    const arrived = names(behind.seen[0]?.rawHeaders ?? []).map((name) => name.toLowerCase())
    for (const gone of ['x-secret', 'keep-alive', 'proxy-connection', 'te', 'proxy-authorization', 'cookie']) {
      expect(arrived).not.toContain(gone)
    }
    expect(arrived).toContain('x-stays')
  })

  test('gain no accept-encoding, user-agent or accept', async () => {
    const { codex, upstream: behind } = await scene(json({}))
    await exchangeRaw(codex, requestBytes('GET /', ['Host', 'localhost']))
    const arrived = names(behind.seen[0]?.rawHeaders ?? []).map((name) => name.toLowerCase())
    expect(arrived.sort()).toEqual(['authorization', 'connection', 'host', 'x-clp-hop'])
  })

  test('a POST without a body says so by its length, not by an empty chunk', async () => {
    const { claude, upstream: behind } = await scene(json({}))
    await exchangeRaw(claude, requestBytes('POST /', ['Host', 'localhost']))
    await exchangeRaw(claude, requestBytes('PROPFIND /', ['Host', 'localhost']))
    await exchangeRaw(claude, requestBytes('DELETE /', ['Host', 'localhost']))
    expect(behind.seen.map(({ header }) => header('transfer-encoding'))).toEqual([[], [], []])
    expect(behind.seen.map(({ header }) => header('content-length'))).toEqual([['0'], ['0'], []])
  })

  test('a chunked request arrives with its length', async () => {
    const { claude, upstream: behind } = await scene(json({}))
    const chunked = requestBytes(
      'POST /',
      ['Host', 'localhost', 'Transfer-Encoding', 'chunked'],
      '3\r\nabc\r\n0\r\n\r\n',
    )
    await exchangeRaw(claude, chunked)
    const [request] = behind.seen
    expect(request?.header('content-length')).toEqual(['3'])
    expect(request?.header('transfer-encoding')).toEqual([])
    expect((await request?.body())?.toString()).toBe('abc')
  })
})

describe('response headers', () => {
  test('reach the client as they were sent, repeated ones too', async () => {
    const sent = [
      ...['Set-Cookie', 'a=1; Path=/', 'set-cookie', 'b=2', 'X-Request-Id', 'req_1', 'anthropic-ratelimit-x', '7'],
      ...['Content-Type', 'text/plain', 'X-Odd', 'caf\xe9'],
    ]
    const { claude } = await scene(answer(203, sent, 'hello'))
    const response = await exchangeRaw(claude, requestBytes('GET /', ['Host', 'localhost']))
    expect(response.rawHeaders.slice(0, sent.length)).toEqual(sent)
    expect(response.status).toBe(203)
  })

  test('of one connection stay there', async () => {
    const { claude } = await scene(
      answer(200, [
        'Connection',
        'X-Hop, keep-alive',
        'X-Hop',
        '1',
        'Keep-Alive',
        'timeout=1',
        'Proxy-Authenticate',
        'x',
      ]),
    )
    const response = await exchangeRaw(claude, requestBytes('GET /', ['Host', 'localhost']))
    expect(response.header('x-hop')).toEqual([])
    expect(response.header('proxy-authenticate')).toEqual([])
    expect(response.header('keep-alive')).not.toContain('timeout=1')
  })

  test('keep the reason phrase, and carry the id of the request in the log', async () => {
    const { claude, upstream: behind } = await scene()
    behind.always(async (request, reply) => {
      await request.body()
      reply.head(418, ['content-length', '0'], 'Short and stout')
      reply.end()
    })
    const response = await exchangeRaw(claude, requestBytes('GET /', ['Host', 'localhost']))
    expect(response.statusMessage).toBe('Short and stout')
    expect(response.header('x-clp-request-id')).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)])
  })
})

describe('credentials', () => {
  const CLIENT = ['Authorization', 'Bearer client-token', 'X-Api-Key', 'client-key']
  const shown = (headers: readonly string[] = []): unknown => ({
    authorization: valuesOf(headers, 'authorization'),
    key: valuesOf(headers, 'x-api-key'),
  })

  test.each([
    ['token only', { auth_token: 'T' }, { authorization: ['Bearer T'], key: [] }],
    ['key only', { auth_token: '', api_key: 'K' }, { authorization: [], key: ['K'] }],
    ['both', { auth_token: 'T', api_key: 'K' }, { authorization: ['Bearer T'], key: ['K'] }],
    ['none', { auth_token: '' }, { authorization: ['Bearer client-token'], key: ['client-key'] }],
  ])('of an upstream with %s', async (_, fields, expected) => {
    const behind = await upstream(json({}))
    const main = { main: { base_url: behind.url, ...fields } }
    const { claude, codex } = await clp({ claude: main, codex: main })
    for (const port of [claude, codex]) {
      await exchangeRaw(port, requestBytes('GET /', ['Host', 'localhost', ...CLIENT]))
      expect(shown(behind.seen.at(-1)?.rawHeaders)).toEqual(expected)
    }
  })

  test('an entry without any credential key is an upstream', async () => {
    const behind = await upstream(json({}))
    const { claude } = await clp({ claude: { main: { base_url: behind.url } } })
    const response = await exchangeRaw(claude, requestBytes('GET /', ['Host', 'localhost', ...CLIENT]))
    expect(response.status).toBe(200)
  })

  const TOKEN = `clp_${'A'.repeat(32)}`
  test.each([
    ['authorization', ['Authorization', `Bearer ${TOKEN}`], '/v1/messages'],
    ['x-api-key', ['X-Api-Key', TOKEN], '/v1/messages'],
    ['a query', [], `/v1/messages?beta=true&token=${TOKEN}&x=1`],
  ])('a clp_ token in %s goes no further, even to an upstream without a credential', async (_, headers, target) => {
    const behind = await upstream(json({}))
    const { claude } = await clp({ claude: { main: { base_url: behind.url } } })
    await exchangeRaw(claude, requestBytes(`GET ${target}`, ['Host', 'localhost', ...headers]))
    const [request] = behind.seen
    expect([request?.url, ...(request?.rawHeaders ?? [])].join('\n')).not.toContain('clp_')
    expect(request?.url).toBe(target.includes('?') ? '/v1/messages?beta=true&x=1' : '/v1/messages')
  })

  test('of the upstream never reach the client', async () => {
    const behind = await upstream((_request, reply) => reply.cut())
    const { claude } = await clp({ claude: { main: entry(behind.url, { auth_token: 'very-secret' }) } })
    const response = await exchangeRaw(claude, requestBytes('GET /', ['Host', 'localhost']))
    expect(response.body.toString() + response.rawHeaders.join()).not.toContain('very-secret')
  })
})
