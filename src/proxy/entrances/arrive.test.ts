import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { snapshotOf } from '../../../test/kit/exchange.ts'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { listen } from '../../../test/kit/fake-upstream.ts'
import { openRawClient, type RawClient, requestBytes } from '../../../test/kit/raw-client.ts'
import { Problem } from '../../edge/problem.ts'
import type { Arrived } from '../exchange/exchange.ts'
import { claude } from '../services/claude.ts'
import { arrive } from './arrive.ts'

interface Came extends Arrived {
  readonly client: RawClient
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** What these bytes of a client become. */
const arriving = async (bytes: Buffer, refused?: Problem): Promise<Came> => {
  const server = createServer()
  const port = await listen(server)
  onTestFinished(() => void server.close().closeAllConnections())
  const client = await openRawClient(port)
  onTestFinished(client.close)
  const came = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>
  await client.write(bytes)
  const [request, response] = await came
  const context = { service: claude, snapshot: snapshotOf({}), clock: createFakeClock(7), address: '10.0.0.9', refused }
  return { ...arrive(request, response, context), client, request, response }
}

const get = (target: string) => arriving(requestBytes(`GET ${target}`, ['Host', 'localhost']))
const post = (headers: readonly string[], body: string) =>
  arriving(requestBytes('POST /v1/messages', ['Host', 'localhost', ...headers], body))

describe('the head of a request', () => {
  it('is as it came, names, order and repetitions of headers kept', async () => {
    const { head, refused } = await arriving(
      requestBytes('PATCH /v1/x', ['Host', 'localhost', 'X-One', 'a', 'x-one', 'b'], ''),
    )
    expect(head).toMatchObject({ method: 'PATCH', address: '10.0.0.9', startedAt: 7 })
    expect(head.headers).toEqual(['Host', 'localhost', 'X-One', 'a', 'x-one', 'b'])
    expect(refused).toBeUndefined()
  })

  it.each([
    ['/v1/messages', '/v1/messages', '', false],
    ['/v1/%2F/..?a=%20?b', '/v1/%2F/..', 'a=%20?b', false],
    ['/v1?', '/v1', '', true],
    ['http://elsewhere.test:80/v1?a', '/v1', 'a', false],
    ['http://elsewhere.test?a', '/', 'a', false],
    ['*', '/', '', false],
  ])('has the raw target in its parts: %s', async (target, path, query, loneQuestionMark) => {
    expect((await get(target)).head).toMatchObject({ path, query, loneQuestionMark })
  })

  it('carries what the entrance could not let in', async () => {
    const problem = new Problem('upgrade-required', 'not here')
    expect((await arriving(requestBytes('GET /', ['Host', 'x']), problem)).refused).toBe(problem)
  })
})

describe('the body', () => {
  it.each([
    [['Content-Length', '5'], 'hello'],
    [['Transfer-Encoding', 'chunked'], '2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n'],
  ])('is read whole: %j', async (headers, bytes) => {
    const { incoming } = await post(headers, bytes)
    expect((await incoming.readBody(5)).joined().toString()).toBe('hello')
  })

  it('is nothing where none was announced', async () => {
    expect((await (await get('/')).incoming.readBody(0)).size).toBe(0)
  })

  it('is not read when it is announced as too large, and the connection ends with the answer', async () => {
    const { incoming, response } = await post(['Content-Length', '6'], '')
    await expect(incoming.readBody(5)).rejects.toMatchObject({ code: 'body-too-large', status: 413 })
    expect(response.shouldKeepAlive).toBe(false)
  })

  it('is not read on when it turns out to be too large', async () => {
    const { incoming, response } = await post(['Transfer-Encoding', 'chunked'], '6\r\nhello!\r\n')
    await expect(incoming.readBody(5)).rejects.toMatchObject({ code: 'body-too-large' })
    expect(response.shouldKeepAlive).toBe(false)
  })

  it('is none when the client goes away in the middle of it', async () => {
    const { incoming, client } = await post(['Content-Length', '6'], 'hel')
    const body = incoming.readBody(10)
    client.close()
    await expect(body).rejects.toMatchObject({ code: 'client-closed' })
  })
})

describe('the client', () => {
  it('has left when its connection closes before the answer is out', async () => {
    const { head, client } = await get('/')
    const left = new Promise<void>((resolve) => head.signal.onAbort(resolve))
    client.close()
    await left
    expect(head.signal.aborted).toBe(true)
  })

  it('has not left when it got its answer', async () => {
    const { head, client, response } = await get('/')
    const closed = once(response, 'close')
    response.end('done')
    await client.response()
    await closed
    expect(head.signal.aborted).toBe(false)
  })
})
