import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { scriptedSource, sending } from '../../../test/kit/bodies.ts'
import { listen } from '../../../test/kit/fake-upstream.ts'
import { openRawClient, requestBytes } from '../../../test/kit/raw-client.ts'
import { replyOf } from '../../../test/kit/wire.ts'
import type { Reply } from '../../edge/reply.ts'
import { deliver } from './deliver.ts'

/** A client that waits for its answer, and the response that it waits for. */
const waiting = async () => {
  const server = createServer()
  const port = await listen(server)
  onTestFinished(() => void server.close().closeAllConnections())
  const client = await openRawClient(port)
  onTestFinished(client.close)
  const asked = once(server, 'request')
  await client.write(requestBytes('GET /', ['Host', 'localhost']))
  const response = (await asked)[1] as ServerResponse
  return { client, response, give: (reply: Reply) => deliver(reply, response) }
}

const CHUNKED = ['transfer-encoding', 'chunked']

describe('an answer', () => {
  it('has the reply’s status, reason and headers, and its bytes', async () => {
    const { client, give } = await waiting()
    const body = sending([Buffer.from('hel'), Buffer.from('lo')])
    give({ ...replyOf({ status: 207, headers: ['X-One', 'a', 'x-one', 'b', ...CHUNKED], body }), statusMessage: 'Odd' })
    const got = await client.response()
    expect(got).toMatchObject({ status: 207, statusMessage: 'Odd', complete: true })
    expect(got.rawHeaders.slice(0, 4)).toEqual(['X-One', 'a', 'x-one', 'b'])
    expect(got.body.toString()).toBe('hello')
  })

  it('has the usual reason where the reply brings none', async () => {
    const { client, give } = await waiting()
    give(replyOf({ status: 404 }))
    expect(await client.response()).toMatchObject({ statusMessage: 'Not Found', complete: true })
  })

  it('keeps every byte of a header value', async () => {
    const { client, give } = await waiting()
    give(replyOf({ headers: ['x-name', 'Zo\xeb', ...CHUNKED], body: scriptedSource().source }))
    expect((await client.head()).header('x-name')).toEqual(['Zo\xeb'])
  })

  it('ends with the trailers of its upstream', async () => {
    const { client, give } = await waiting()
    give(replyOf({ headers: CHUNKED, body: sending([Buffer.from('x')], { trailers: ['X-Sum', '1', 'X-Sum', '2'] }) }))
    expect((await client.response()).trailers).toEqual(['X-Sum', '1', 'X-Sum', '2'])
  })
})

describe('the client', () => {
  it('gets the head before there is a byte of the body', async () => {
    const { client, give } = await waiting()
    give(replyOf({ headers: CHUNKED, body: scriptedSource().source }))
    expect((await client.head()).status).toBe(200)
  })

  it('sees that an answer broke off', async () => {
    const { client, give } = await waiting()
    give(replyOf({ headers: CHUNKED, body: sending([Buffer.from('half')], { ending: 'fail' }) }))
    const got = await client.response()
    expect(got.complete).toBe(false)
    expect(got.body.toString()).toBe('half')
  })

  it('takes the body with it when it leaves', async () => {
    const { client, give } = await waiting()
    const { source, calls } = scriptedSource()
    give(replyOf({ headers: CHUNKED, body: source }))
    await client.head()
    client.close()
    await vi.waitFor(() => expect(calls).toContain('cancel'))
  })

  it('leaves nothing to cancel when it got everything', async () => {
    const { client, give, response } = await waiting()
    const { source, sink, calls } = scriptedSource()
    give(replyOf({ headers: CHUNKED, body: source }))
    const closed = once(response, 'close')
    sink().end()
    await client.response()
    await closed
    expect(calls).not.toContain('cancel')
  })

  it('that reads slowly holds the body up, until it reads on', async () => {
    const { client, give } = await waiting()
    const { source, sink, calls } = scriptedSource()
    give(replyOf({ headers: CHUNKED, body: source }))
    await client.head()
    client.pause()
    const chunk = Buffer.alloc(1024 * 1024)
    expect(sink().write(chunk)).toBe(false)
    expect(calls).not.toContain('resume')
    client.resume()
    await vi.waitFor(() => expect(calls).toContain('resume'))
  })
})
