import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { StartFailure } from '../../process/start-failure.ts'
import { type Listener, listen } from './listener.ts'

const opened: Listener[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((listener) => listener.close(0)))
})

const open = async (options: Partial<Parameters<typeof listen>[0]> = {}): Promise<Listener> => {
  const listener = await listen({
    name: 'Test',
    variable: 'CLP_TEST_PORT',
    host: '127.0.0.1',
    port: 0,
    request: (_request, response) => response.end('ok'),
    upgrade: (_request, socket) => socket.destroy(),
    ...options,
  })
  opened.push(listener)
  return listener
}

/** Everything the server sends until it closes the connection. */
const exchange = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
    })
    socket.on('close', () => resolve(received))
    socket.on('error', reject)
  })

const UPGRADE = 'GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

describe('listen', () => {
  test('says which port is in use and which variable sets another', async () => {
    const first = await open()
    const failure = await open({ port: first.port }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(StartFailure)
    expect((failure as StartFailure).reason).toEqual({
      code: 'port-in-use',
      what: 'Test',
      host: '127.0.0.1',
      port: first.port,
      variable: 'CLP_TEST_PORT',
    })
  })

  test('leaves nothing of a pipelined request on its connection, and takes many of them without a warning', async () => {
    const warn = vi.spyOn(process, 'emitWarning')
    const counts: number[] = []
    const { port } = await open({
      request: ({ socket, url }, response) => {
        if (url === '/first' || url === '/last') counts.push(socket.listenerCount('close'))
        if (url === '/last') response.shouldKeepAlive = false
        // Later than what came with it, which waits for its turn until then.
        setImmediate(() => response.end('ok'))
      },
    })
    const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
    const socket = connect(port, '127.0.0.1', () => socket.write(`${get('/first')}${get('/next').repeat(20)}`))
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      if (received.split('HTTP/1.1 200').length === 22) socket.write(get('/last'))
    })
    await once(socket, 'close')
    expect(counts[1]).toBe(counts[0])
    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
  })

  test('answers bytes that are no HTTP with 400 and hangs up', async () => {
    const { port } = await open()
    expect(await exchange(port, 'no http at all\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nConnection: close/)
  })

  test('refuses a request with both content-length and transfer-encoding', async () => {
    const { port } = await open()
    const answer = await exchange(
      port,
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  })

  test('refuses an oversized head with 431', async () => {
    const { port } = await open()
    const answer = await exchange(port, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(70_000)}\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
  })

  test('waits for a running request when it closes, and takes no new ones', async () => {
    let answer: (() => void) | undefined
    const listener = await open({
      request: (_request, response) => {
        answer = () => response.end('late')
      },
    })
    const pending = fetch(listener.address).then((response) => response.text())
    while (answer === undefined) await new Promise((resolve) => setImmediate(resolve))
    expect(listener.open()).toBe(1)
    const closed = listener.close(60_000)
    await expect(fetch(listener.address)).rejects.toThrow()
    answer()
    expect(await pending).toBe('late')
    await closed
  })

  // Found by `npm run proof:fuzz`: such sockets stayed open for ever, and the daemon left with code 13 when it was stopped.
  test('forgets a refused upgrade once the client has hung up, whatever it sent meanwhile', async () => {
    let socket: Duplex | undefined
    const listener = await open({
      upgrade: (_request, given) => {
        socket = given
      },
    })
    const client = connect(listener.port, '127.0.0.1', () => client.write(UPGRADE))
    await vi.waitFor(() => expect(socket).toBeDefined(), 30_000)
    client.write('bytes that nobody reads')
    await vi.waitFor(() => expect(socket?.readableLength).toBeGreaterThan(0), 30_000)
    socket?.end('HTTP/1.1 404 Refused\r\nConnection: close\r\n\r\n')
    client.resume()
    await once(client, 'close')
    await listener.close(60_000)
    expect(socket?.destroyed).toBe(true)
  })

  test('cuts an upgraded socket that is still there when the time is over', async () => {
    let upgraded = false
    const listener = await open({
      upgrade: () => {
        upgraded = true
      },
    })
    const pending = exchange(listener.port, UPGRADE)
    while (!upgraded) await new Promise((resolve) => setImmediate(resolve))
    await listener.close(1)
    expect(await pending).toBe('')
  })

  test('cuts what still runs when the time is over', async () => {
    const listener = await open({ request: () => undefined })
    const pending = fetch(listener.address)
    const failed = expect(pending).rejects.toThrow()
    while (listener.open() === 0) await new Promise((resolve) => setImmediate(resolve))
    await listener.close(1)
    await failed
  })
})

describe('a client that closes its half of the connection', () => {
  const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
  /** Hands out the answer to the request, once it has come. */
  const waiting = async () => {
    let came = (_response: ServerResponse): void => undefined
    const response = new Promise<ServerResponse>((resolve) => {
      came = resolve
    })
    const { port } = await open({ request: (_request, answer) => came(answer) })
    return { port, response }
  }

  test('gets its answer, whenever that comes, and the connection ends with it', async () => {
    const { port, response } = await waiting()
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.end(GET))
    let received = ''
    socket.on('data', (bytes: Buffer) => (received += bytes.toString('latin1')))
    const answer = await response
    // It has been looked after at least once.
    await vi.waitFor(() => expect(received).toContain('HTTP/1.1 102'), { timeout: 5000 })
    answer.write('whole ')
    answer.end('answer')
    await once(socket, 'close')
    const [, final = ''] = received.split(/(?=HTTP\/1\.1 200)/)
    expect(final).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*whole [\s\S]*answer/)
  })

  test('is found out when it has left altogether', async () => {
    const { port, response } = await waiting()
    const socket = connect(port, '127.0.0.1', () => socket.write(GET))
    const answer = await response
    socket.destroy()
    await once(answer, 'close')
    expect(answer.writableFinished).toBe(false)
  })

  test('in the middle of its answer has left', async () => {
    const { port, response } = await waiting()
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(GET))
    const answer = await response
    answer.write('beginning')
    await once(socket, 'data')
    socket.end()
    await once(answer, 'close')
  })
})
