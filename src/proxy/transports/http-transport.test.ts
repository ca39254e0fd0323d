/** Over real sockets: what goes on the wire, and what each way of failing is called. */
import { Agent } from 'node:http'
import { Socket } from 'node:net'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { received } from '../../../test/kit/bodies.ts'
import { deadUpstream } from '../../../test/kit/dead-upstream.ts'
import { type Script, startFakeUpstream } from '../../../test/kit/fake-upstream.ts'
import { answer, controlled, cutBeforeHead, pieces, rawAnswer, stallBeforeHead } from '../../../test/kit/replies.ts'
import { pooled, transportTo } from '../../../test/kit/transport-to.ts'
import { Body } from '../../codec/bytes/body.ts'
import { ClientSignal } from '../exchange/client-signal.ts'

afterEach(() => {
  vi.useRealTimers()
})

const talking = async (script: Script) => {
  const upstream = await startFakeUpstream(script)
  onTestFinished(upstream.close)
  return { upstream, ...transportTo(upstream.url) }
}

const holdTime = (): void => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
}

describe('a request', () => {
  it('goes out as it is: target, names, order and repetitions of headers, and its pieces', async () => {
    const { ask, upstream } = await talking(answer(200, []))
    const body = new Body([Buffer.from('hel'), Buffer.from('lo')])
    const headers = ['Host', 'other.test', 'X-One', 'a', 'x-one', 'b', 'Content-Length', '5']
    await ask({ method: 'PUT', target: '/v1/%2F..?a=%20', headers, body })
    const [seen] = upstream.seen
    expect(seen).toMatchObject({ method: 'PUT', url: '/v1/%2F..?a=%20' })
    expect(seen?.rawHeaders.slice(0, 8)).toEqual(headers)
    expect((await seen?.body())?.toString()).toBe('hello')
  })

  it('holds the memory of its body until it has left, and not longer', async () => {
    const { ask } = await talking(answer(200, []))
    const chunk = new Uint8Array(new ArrayBuffer(128 * 1024))
    const body = Body.received([chunk])
    const hold = body.memory.retain()
    const asked = ask({ body })
    hold.release()
    expect(chunk.byteLength).toBe(128 * 1024)
    expect((await asked).status).toBe(200)
    await vi.waitFor(() => expect(chunk.byteLength).toBe(0))
  })
})

describe('an answer', () => {
  it('has its head, without what belongs to the connection, and its bytes', async () => {
    const { ask } = await talking(pieces(['hel', 'lo'], ['X-One', 'a', 'x-one', 'b', 'Keep-Alive', 'timeout=9']))
    const reply = await ask()
    expect(reply).toMatchObject({ status: 200, statusMessage: 'OK', headers: ['X-One', 'a', 'x-one', 'b'] })
    expect((await received(reply.body)).bytes.toString()).toBe('hello')
  })

  it('has no reason where its own may not be passed on', async () => {
    const { ask } = await talking(rawAnswer(['HTTP/1.1 200 O\u0001K\r\ncontent-length: 0\r\n\r\n']))
    expect(await ask()).toMatchObject({ status: 200, statusMessage: '' })
  })

  it('says how long it took to connect, unless the connection was there', async () => {
    const { ask, upstream } = await talking(answer(200, [], 'x'))
    const first = await ask()
    expect(first.connectMs).toBe(0)
    await received(first.body)
    await pooled()
    expect((await ask()).connectMs).toBeUndefined()
    expect(upstream.connections()).toBe(1)
  })

  it.each([
    ['an upgrade nobody asked for', 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
    ['status 0', 'HTTP/1.1 000 None\r\ncontent-length: 0\r\n\r\n'],
  ])('that is none is refused: %s', async (what, bytes) => {
    const { ask } = await talking(rawAnswer([bytes]))
    await expect(ask()).rejects.toMatchObject({
      kind: 'broken',
      code: 'bad-answer',
      message: expect.stringContaining(`answered with ${what}`),
    })
  })
})

describe('a failure', () => {
  it('to connect is one in which nothing was sent', async () => {
    const address = await deadUpstream()
    await expect(transportTo(address).ask()).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'ECONNREFUSED',
      message: expect.stringContaining(address),
    })
  })

  it('to answer is one after which nobody knows what was done: it is not sent again', async () => {
    const { ask, upstream } = await talking(cutBeforeHead)
    await expect(ask()).rejects.toMatchObject({ kind: 'broken' })
    expect(upstream.seen).toHaveLength(1)
  })

  it('to connect in time is told as such', async () => {
    holdTime()
    const { ask, pass } = transportTo('http://one.test', new NeverConnected())
    const failed = expect(ask()).rejects.toMatchObject({ kind: 'unreachable', code: 'connect-timeout' })
    pass(1000)
    await failed
  })

  it('to answer in time is told as such, and the connection is closed', async () => {
    holdTime()
    const { ask, pass, upstream } = await talking(stallBeforeHead)
    const failed = expect(ask()).rejects.toMatchObject({ kind: 'timeout', code: 'headers-timeout' })
    const seen = await upstream.request(1)
    pass(2000)
    await failed
    await seen.closed
  })

  it('is none as long as the time to answer is not over, however long it took to connect', async () => {
    holdTime()
    const stream = controlled()
    const { ask, pass } = await talking(stream.script)
    const asked = ask()
    await stream.started
    pass(1999)
    await stream.head()
    expect((await asked).status).toBe(200)
  })

  it('to answer in time is over with the head: the rest may take longer', async () => {
    holdTime()
    const stream = controlled()
    const { ask, pass } = await talking(stream.script)
    const asked = ask()
    await stream.head()
    const all = received((await asked).body)
    pass(2500)
    await stream.push('late')
    await stream.end()
    expect(await all).toMatchObject({ ending: 'end', bytes: Buffer.from('late') })
  })
})

/** Connections that stay in the making. */
class NeverConnected extends Agent {
  override createConnection(): Socket {
    return new Socket()
  }
}

describe('a client that leaves', () => {
  it('has nothing sent for it any more', async () => {
    const { ask, upstream } = await talking(answer(200, []))
    const signal = new ClientSignal()
    signal.abort()
    await expect(ask({ signal })).rejects.toMatchObject({ kind: 'abandoned' })
    expect(upstream.connections()).toBe(0)
  })

  it('takes the request with it', async () => {
    const { ask, upstream } = await talking(stallBeforeHead)
    const signal = new ClientSignal()
    const asked = ask({ signal })
    const failed = expect(asked).rejects.toMatchObject({ kind: 'abandoned', code: 'aborted' })
    const seen = await upstream.request(1)
    signal.abort()
    await failed
    await seen.closed
  })

  it('is not listened for once the head is there: the body has a receiver of its own', async () => {
    const stream = controlled()
    const { ask } = await talking(stream.script)
    const signal = new ClientSignal()
    const asked = ask({ signal })
    await stream.head()
    const reply = await asked
    signal.abort()
    const all = received(reply.body)
    await stream.push('hello')
    await stream.end()
    expect(await all).toMatchObject({ ending: 'end', bytes: Buffer.from('hello') })
  })
})
