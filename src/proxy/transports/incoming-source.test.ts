/** Over a real connection: an upstream that a test drives on one side, the source of its answer on the other. */
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { received, recordingSink } from '../../../test/kit/bodies.ts'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { startFakeUpstream } from '../../../test/kit/fake-upstream.ts'
import { controlled } from '../../../test/kit/replies.ts'
import { createDeadlines } from './deadlines.ts'
import { incomingSource } from './incoming-source.ts'

const answering = async (headers: readonly string[] = ['content-type', 'text/plain']) => {
  const stream = controlled()
  const upstream = await startFakeUpstream(stream.script)
  onTestFinished(upstream.close)
  const clock = createFakeClock()
  const deadlines = createDeadlines(clock)
  onTestFinished(deadlines.close)
  const outgoing: ClientRequest = request({ port: upstream.port, host: '127.0.0.1', agent: false }).end()
  outgoing.on('error', () => undefined)
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>
  await stream.started
  await stream.head(200, headers)
  const [incoming] = await answered
  const source = incomingSource(outgoing, incoming, { clock, deadlines, idleMs: 1000, upstream: 'one' })
  return { stream, clock, source, incoming }
}

describe('the bytes of an answer', () => {
  it('come as they were sent, and end when it ends', async () => {
    const { stream, source } = await answering()
    const all = received(source)
    await stream.push('hel')
    await stream.push('lo')
    await stream.end()
    const { bytes, ending } = await all
    expect(bytes.toString()).toBe('hello')
    expect(ending).toBe('end')
  })

  it('let others have their turn where each of them is a piece of its own, and come whole', async () => {
    const upstream = await startFakeUpstream((_, reply) => {
      const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n'
      reply.socket.end(`${head}${'1\r\nx\r\n'.repeat(50_000)}0\r\n\r\n`)
    })
    onTestFinished(upstream.close)
    const clock = createFakeClock()
    const deadlines = createDeadlines(clock)
    onTestFinished(deadlines.close)
    const outgoing = request({ port: upstream.port, host: '127.0.0.1', agent: false }).end()
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
    const paused = vi.spyOn(incoming.socket, 'pause')
    const { bytes, ending } = await received(
      incomingSource(outgoing, incoming, { clock, deadlines, idleMs: 1000, upstream: 'one' }),
    )
    expect(bytes.equals(Buffer.alloc(50_000, 'x'))).toBe(true)
    expect(ending).toBe('end')
    expect(paused).toHaveBeenCalled()
  })

  it('come at once, not when there are more', async () => {
    const { stream, source } = await answering()
    const { sink, bytes, endings } = recordingSink()
    source.start(sink)
    await stream.push('first')
    await vi.waitFor(() => expect(bytes().toString()).toBe('first'))
    expect(endings).toEqual([])
  })

  it('wait while the receiver wants none, and go on when it does', async () => {
    const { stream, source, incoming } = await answering()
    const slow = recordingSink(false)
    source.start(slow.sink)
    await stream.push('one')
    await vi.waitFor(() => expect(slow.bytes().toString()).toBe('one'))
    expect(incoming.isPaused()).toBe(true)
    await stream.push('two')
    source.resume()
    await vi.waitFor(() => expect(slow.bytes().toString()).toBe('onetwo'))
  })
})

describe('an answer that does not end well', () => {
  it.each(['cut', 'reset'] as const)('fails once, after what had come: %s', async (how) => {
    const { stream, source } = await answering()
    const { sink, bytes, endings } = recordingSink()
    source.start(sink)
    await stream.push('half')
    await vi.waitFor(() => expect(bytes().toString()).toBe('half'))
    await stream[how]()
    await vi.waitFor(() => expect(endings).toEqual(['fail Upstream "one" broke off after 4 bytes']))
  })

  it('that broke before somebody wanted it says so then', async () => {
    const { stream, source, incoming } = await answering()
    const closed = new Promise((resolve) => incoming.once('close', resolve))
    await stream.cut()
    await closed
    expect(await received(source)).toMatchObject({ ending: 'fail', error: { kind: 'broken', code: 'cut' } })
  })

  it('fails when its length was announced and does not come', async () => {
    const { stream, source } = await answering(['content-length', '10'])
    const all = received(source)
    await stream.push('half')
    await stream.cut()
    expect(await all).toMatchObject({ ending: 'fail', error: { code: 'cut' } })
  })
})

describe('silence', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  /** An answer of which some bytes have come, and time that passes: deadlines are looked at when it has. */
  const begun = async (ready: boolean) => {
    const { stream, source, clock } = await answering()
    const { sink, bytes, endings } = recordingSink(ready)
    source.start(sink)
    const come = async (text: string): Promise<void> => {
      const before = bytes().length
      await stream.push(text)
      await vi.waitFor(() => expect(bytes().length).toBe(before + text.length))
    }
    const pass = (ms: number): void => {
      clock.advance(ms)
      vi.advanceTimersByTime(1000)
    }
    await come('half')
    return { stream, source, endings, come, pass }
  }

  it('of the upstream ends the answer, and the connection with it', async () => {
    const { stream, endings, pass } = await begun(true)
    pass(1000)
    expect(endings).toEqual(['fail Upstream "one" went silent after 4 bytes'])
    await stream.closed
    expect(endings).toHaveLength(1)
  })

  it('counts from the last byte', async () => {
    const { endings, come, pass } = await begun(true)
    pass(900)
    await come('still there')
    pass(900)
    expect(endings).toEqual([])
    pass(100)
    expect(endings).toHaveLength(1)
  })

  it('counts for nothing while the receiver wants no bytes, and from anew when it does', async () => {
    const { source, endings, pass } = await begun(false)
    pass(5000)
    expect(endings).toEqual([])
    source.resume()
    pass(900)
    expect(endings).toEqual([])
    pass(100)
    expect(endings).toHaveLength(1)
  })

  it('counts for nothing while the receiver pauses by itself', async () => {
    const { source, endings, pass } = await begun(true)
    source.pause()
    pass(5000)
    expect(endings).toEqual([])
  })
})

describe('a receiver that gives up', () => {
  it('closes the connection to the upstream, and hears nothing more', async () => {
    const { stream, source } = await answering()
    const { sink, endings } = recordingSink()
    source.start(sink)
    source.cancel()
    await stream.closed
    expect(endings).toEqual([])
  })

  it('does so before it has started as well', async () => {
    const { stream, source } = await answering()
    source.cancel()
    await stream.closed
  })
})
