/** Kept connections that must not be used again, over real sockets. */
import { Agent } from 'node:http'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { received } from '../../../test/kit/bodies.ts'
import { listen } from '../../../test/kit/fake-upstream.ts'
import { pooled, transportTo } from '../../../test/kit/transport-to.ts'
import { closeWhenSpoken } from './idle-connections.ts'

describe('a connection that was kept and turns out to be closed', () => {
  /** A server that closes its first connection when the second request comes on it. */
  const closing = async () => {
    const asked: string[] = []
    const server = createTcpServer((socket) => {
      let served = 0
      socket.on('error', () => undefined)
      socket.on('data', (bytes) => {
        served += 1
        asked.push(bytes.toString('latin1').split(' ')[0] ?? '')
        if (served === 2) socket.resetAndDestroy()
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
      })
    })
    const port = await listen(server)
    onTestFinished(() => void server.close())
    return { asked, ...transportTo(`http://127.0.0.1:${port}`) }
  }
  /** A server that says 408 on its first connection once it is idle. */
  const speaking = async () => {
    let first: Socket | undefined
    const server = createTcpServer((socket) => {
      first ??= socket
      socket.on('error', () => undefined)
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'))
    })
    const port = await listen(server)
    onTestFinished(() => void server.close())
    const agent = closeWhenSpoken(new Agent({ keepAlive: true }))
    const spoken = async (): Promise<void> => {
      await pooled()
      const closed = new Promise((resolve) => first?.once('close', resolve))
      first?.write('HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n')
      await closed
    }
    return { agent, spoken, ...transportTo(`http://127.0.0.1:${port}`, agent) }
  }
  const warm = async (ask: ReturnType<typeof transportTo>['ask']): Promise<void> => {
    await received((await ask({ method: 'GET', headers: ['Host', 'x'] })).body)
    await pooled()
  }

  it('is no failure for a request that may be sent twice', async () => {
    const { ask, asked } = await closing()
    await warm(ask)
    expect((await ask({ method: 'GET', headers: ['Host', 'x'] })).status).toBe(200)
    expect(asked).toEqual(['GET', 'GET', 'GET'])
  })

  it('is none either when the server says 408 to it: it is asked once more, on a new connection', async () => {
    const connections: number[] = []
    const server = createTcpServer((socket) => {
      const number = connections.push(0) - 1
      socket.on('error', () => undefined)
      socket.on('data', () => {
        const count = (connections[number] ?? 0) + 1
        connections[number] = count
        // Every kept connection is told the same.
        const status = count === 1 ? '200 OK' : '408 Request Timeout\r\nconnection: close'
        socket.write(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`)
      })
    })
    const port = await listen(server)
    onTestFinished(() => void server.close())
    const { ask } = transportTo(`http://127.0.0.1:${port}`)
    for (const { body } of await Promise.all([ask(), ask()])) await received(body)
    await pooled()
    expect((await ask()).status).toBe(200)
    expect(connections.toSorted()).toEqual([1, 1, 2])
  })

  it('is in use when its server says 408 to a request and keeps it: that is the answer, and nothing is asked again', async () => {
    const asked: string[] = []
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (bytes) => {
        const status = asked.push(bytes.toString('latin1')) === 1 ? '200 OK' : '408 Request Timeout'
        socket.write(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`)
      })
    })
    const port = await listen(server)
    onTestFinished(() => void server.close())
    const { ask } = transportTo(`http://127.0.0.1:${port}`)
    await received((await ask()).body)
    await pooled()
    expect((await ask()).status).toBe(408)
    expect(asked).toHaveLength(2)
  })

  it('is not used again when its server has said something unasked', async () => {
    const { ask, agent, spoken } = await speaking()
    await received((await ask()).body)
    await spoken()
    expect(Object.keys(agent.freeSockets)).toEqual([])
    expect((await ask()).status).toBe(200)
  })

  it('is one for a request that may have been acted upon', async () => {
    const { ask, asked } = await closing()
    await warm(ask)
    await expect(ask()).rejects.toMatchObject({ kind: 'broken', code: 'ECONNRESET' })
    expect(asked).toEqual(['GET', 'POST'])
  })
})
