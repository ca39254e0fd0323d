/** What a proxy port does with a request before any upstream is asked: local paths, methods, upgrades, sizes, and no upstream at all. */
import { existsSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { clp, scene } from '../../kit/clp.ts'
import { exchangeRaw, openRawClient, requestBytes } from '../../kit/raw-client.ts'
import { answer, controlled, json, pieces } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'

const HOST = ['Host', 'localhost']

describe('local paths', () => {
  test.each(['claude', 'codex'] as const)('are answered by %s itself, with any method', async (service) => {
    const here = await scene()
    for (const method of ['GET', 'POST', 'DELETE']) {
      const health = await exchangeRaw(here[service], requestBytes(`${method} /health`, HOST))
      expect([health.status, health.body.toString()]).toEqual([200, JSON.stringify({ status: 'ok', service })])
    }
    const ping = await exchangeRaw(here[service], requestBytes('GET /ping?x=1', HOST))
    expect(JSON.parse(ping.body.toString())).toEqual({ message: 'pong', service })
    const icon = await exchangeRaw(here[service], requestBytes('GET /favicon.ico', HOST))
    expect([icon.status, icon.body.length]).toEqual([204, 0])
    expect(here.upstream.seen).toHaveLength(0)
  })

  test('are exact: with a slash behind they travel', async () => {
    const here = await scene(json({ from: 'upstream' }))
    const response = await exchangeRaw(here.claude, requestBytes('GET /health/', HOST))
    expect(response.body.toString()).toBe('{"from":"upstream"}')
  })

  test('answer without any upstream', async () => {
    const { codex } = await clp({})
    expect((await exchangeRaw(codex, requestBytes('GET /health', HOST))).status).toBe(200)
  })
})

describe('methods', () => {
  test('HEAD reaches the upstream, and its headers the client', async () => {
    const { claude, upstream } = await scene((request, reply) => {
      reply.head(200, ['content-length', '1234', 'x-kind', request.method])
      reply.end()
    })
    const client = await openRawClient(claude)
    await client.write(requestBytes('HEAD /', HOST))
    const response = await client.response('HEAD')
    expect([response.status, response.header('content-length'), response.header('x-kind')]).toEqual([
      200,
      ['1234'],
      ['HEAD'],
    ])
    // The connection is still in step: a second request on it is answered.
    await client.write(requestBytes('HEAD /again', HOST))
    expect((await client.response('HEAD')).status).toBe(200)
    client.close()
    expect(upstream.seen.map(({ url }) => url)).toEqual(['/', '/again'])
  })

  test('OPTIONS that is no preflight is proxied', async () => {
    const { claude, upstream } = await scene(answer(204, ['allow', 'GET, POST']))
    const response = await exchangeRaw(claude, requestBytes('OPTIONS /v1/messages', HOST))
    expect([response.status, response.header('allow')]).toEqual([204, ['GET, POST']])
    expect(upstream.seen[0]?.method).toBe('OPTIONS')
  })

  test('204 and 304 arrive without a body and leave the connection in step', async () => {
    const { claude, upstream } = await scene()
    upstream.next(answer(304, ['etag', '"x"']), json({ next: true }))
    const client = await openRawClient(claude)
    await client.write(requestBytes('GET /a', HOST))
    expect((await client.response()).status).toBe(304)
    await client.write(requestBytes('GET /b', HOST))
    expect((await client.response()).body.toString()).toBe('{"next":true}')
    client.close()
  })
})

describe('other ways to speak HTTP', () => {
  test('pipelined requests are answered in their order', async () => {
    const { claude, upstream } = await scene()
    const slow = controlled()
    upstream.next(slow.script)
    upstream.always(json('second'))
    const client = await openRawClient(claude)
    await client.write(Buffer.concat([requestBytes('GET /a', HOST), requestBytes('GET /b', HOST)]))
    await slow.started
    await slow.head(200, ['content-length', '5'])
    await slow.push('first')
    await slow.end()
    expect((await client.response()).body.toString()).toBe('first')
    expect((await client.response()).body.toString()).toBe('"second"')
    client.close()
  })

  test('HTTP/1.0 gets a stream without chunks, ended by the end of the connection', async () => {
    const { claude } = await scene(pieces(['data: 1\n\n', 'data: 2\n\n']))
    const response = await exchangeRaw(claude, 'GET /v1/x HTTP/1.0\r\nHost: localhost\r\n\r\n')
    expect(response.header('transfer-encoding')).toEqual([])
    expect(response.body.toString()).toBe('data: 1\n\ndata: 2\n\n')
  })

  test('a client that waits for 100 is told to go on, and the upstream is not asked', async () => {
    const { claude, upstream } = await scene(json('done'))
    const client = await openRawClient(claude)
    await client.write(requestBytes('POST /', [...HOST, 'Expect', '100-continue', 'Content-Length', '4']))
    expect((await client.head()).status).toBe(100)
    await client.write('body')
    expect((await client.response()).body.toString()).toBe('"done"')
    expect(upstream.seen[0]?.header('expect')).toEqual([])
    expect((await upstream.seen[0]?.body())?.toString()).toBe('body')
    client.close()
  })

  test('a connection that is to be closed is closed after the answer', async () => {
    const { claude } = await scene(json('bye'))
    const client = await openRawClient(claude)
    await client.write(requestBytes('GET /', [...HOST, 'Connection', 'close']))
    expect((await client.response()).body.toString()).toBe('"bye"')
    await client.closed
  })
})

describe('targets', () => {
  test('in absolute form are taken by path and query', async () => {
    const { claude, upstream } = await scene(json({}))
    await exchangeRaw(claude, requestBytes('GET http://localhost:3210/v1/models?a=%20b', ['Host', 'localhost:3210']))
    expect(upstream.seen[0]?.url).toBe('/v1/models?a=%20b')
  })

  test('are joined to the base address as they are', async () => {
    const { claude, upstream } = await scene(json({}))
    const target = '/v1//a%2Fb/../c;x=1?q=%20+&&beta=true'
    await exchangeRaw(claude, requestBytes(`GET ${target}`, HOST))
    expect(upstream.seen[0]?.url).toBe(target)
  })

  test('keep the path prefix of the base address', async () => {
    const here = await scene(json({}))
    const { codex } = await clp({ codex: { main: entry(`${here.upstream.url}/openai/v1/`) } })
    await exchangeRaw(codex, requestBytes('GET /responses?a=b', HOST))
    expect(here.upstream.seen[0]?.url).toBe('/openai/v1/responses?a=b')
  })
})

describe('upgrades', () => {
  test.each(['claude', 'codex'] as const)('to WebSocket are refused by %s at once, in its dialect', async (service) => {
    const here = await scene()
    const response = await exchangeRaw(
      here[service],
      requestBytes('GET /responses', [
        ...HOST,
        ...['Connection', 'Upgrade', 'Upgrade', 'websocket', 'Sec-WebSocket-Version', '13'],
        ...['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
      ]),
    )
    expect(response.status).toBe(426)
    expect(response.header('upgrade')).toEqual(['HTTP/1.1'])
    expect(JSON.parse(response.body.toString()).error.code).toBe('upgrade-required')
    expect(here.upstream.seen).toHaveLength(0)
    const [id = ''] = response.header('x-clp-request-id')
    const recorded = { status: 426, path: '/responses', outcome: { kind: 'delivered', status: 426 }, side: true }
    await vi.waitFor(async () => {
      const record = await fetch(`${here.ui}/api/exchanges/${id}`)
      expect(await record.json()).toMatchObject(recorded)
    }, 20_000)
  })
})

describe('requests sent ahead of their turn', () => {
  const WEBSOCKET = ['Connection', 'Upgrade', 'Upgrade', 'websocket', 'Sec-WebSocket-Version', '13']

  test.each(['/responses', '/ws/realtime'])(
    'an upgrade of %s behind a running request ends the connection',
    async (path) => {
      const stream = controlled()
      const here = await scene(stream.script)
      const client = await openRawClient(here.claude)
      await client.write(requestBytes('POST /v1/messages', [...HOST, 'Content-Length', '2'], '{}'))
      await stream.started
      const key = ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ==']
      await client.write(requestBytes(`GET ${path}`, [...HOST, ...WEBSOCKET, ...key]))
      await client.closed
      await stream.closed
      expect((await exchangeRaw(here.claude, requestBytes('GET /health', HOST))).status).toBe(200)
    },
  )

  test('a request that waits for its turn ends with its connection', async () => {
    const stream = controlled()
    const later = controlled()
    const here = await scene((request, reply) => (request.url === '/later' ? later : stream).script(request, reply))
    const client = await openRawClient(here.claude)
    await client.write(requestBytes('POST /', [...HOST, 'Content-Length', '2'], '{}'))
    await client.write(requestBytes('POST /later', [...HOST, 'Content-Length', '2'], '{}'))
    await Promise.all([stream.started, later.started])
    await later.head()
    client.close()
    await Promise.all([stream.closed, later.closed])
  })
})

describe('size', () => {
  const LIMIT = { limits: { requestBodyBytes: 1000 } }

  test('a body that announces too much is refused before it is read', async () => {
    const { claude, upstream } = await scene(json({}), { system: LIMIT })
    const response = await exchangeRaw(claude, requestBytes('POST /v1/messages', [...HOST, 'Content-Length', '1001']))
    expect(response.status).toBe(413)
    expect(JSON.parse(response.body.toString())).toMatchObject({
      type: 'error',
      error: { type: 'request_too_large', code: 'body-too-large' },
    })
    expect(upstream.seen).toHaveLength(0)
  })

  test('a chunked body that grows too large is refused', async () => {
    const { codex } = await scene(json({}), { system: LIMIT })
    const body = `${(1001).toString(16)}\r\n${'x'.repeat(1001)}\r\n0\r\n\r\n`
    const response = await exchangeRaw(
      codex,
      requestBytes('POST /responses', [...HOST, 'Transfer-Encoding', 'chunked'], body),
    )
    expect(response.status).toBe(413)
    expect(JSON.parse(response.body.toString()).error).toMatchObject({
      type: 'invalid_request_error',
      code: 'body-too-large',
    })
  })

  test('a body of exactly the limit passes', async () => {
    const { claude } = await scene(json({}), { system: LIMIT })
    const request = requestBytes('POST /', [...HOST, 'Content-Length', '1000'], 'x'.repeat(1000))
    expect((await exchangeRaw(claude, request)).status).toBe(200)
  })

  test('a client that goes on sending after the refusal still reads it', async () => {
    const { claude } = await scene(json({}), { system: LIMIT })
    const client = await openRawClient(claude)
    await client.write(requestBytes('POST /', [...HOST, 'Content-Length', '3000000']))
    const response = client.response()
    // Not awaited: what nobody reads may never leave.
    void client.write(Buffer.alloc(3_000_000))
    expect((await response).status).toBe(413)
    client.close()
  })
})

describe('without an upstream', () => {
  test('Claude is told in its own protocol what to do', async () => {
    const { claude } = await clp({})
    const response = await exchangeRaw(
      claude,
      requestBytes('POST /v1/messages', [...HOST, 'Content-Length', '2'], '{}'),
    )
    const { type, error } = JSON.parse(response.body.toString())
    expect([response.status, type, error.type, error.code]).toEqual([503, 'error', 'api_error', 'no-upstream'])
    expect(error.message).toContain('clp add claude')
    expect(error.message).toContain('claude.json')
  })

  test('Codex is told in its own protocol what to do', async () => {
    const { codex } = await clp({ codex: { old: entry('http://127.0.0.1:9', { deleted: true }) } })
    const response = await exchangeRaw(codex, requestBytes('POST /responses', [...HOST, 'Content-Length', '2'], '{}'))
    const { error } = JSON.parse(response.body.toString())
    expect([response.status, error.type, error.code]).toEqual([503, 'server_error', 'no-upstream'])
    expect(error.message).toContain('clp add codex')
  })

  test('no document is made by a request', async () => {
    const { claude, home } = await clp({})
    await exchangeRaw(claude, requestBytes('GET /', HOST))
    expect(existsSync(`${home.root}/claude.json`)).toBe(false)
  })
})
