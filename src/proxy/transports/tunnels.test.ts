/** Tunnels through proxies that are slow, silent, or speak SOCKS: nobody waits in vain, and nothing is left open. */
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createTunnels } from './tunnels.ts'

const POOL = { keepAlive: true, timeout: 50 }

const portOf = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** A proxy that takes connections and says nothing; and what is connected to it. */
const silentProxy = async () => {
  const sockets = new Set<Socket>()
  const port = await portOf(
    createTcpServer((socket) => {
      sockets.add(socket.on('error', () => undefined).resume())
      socket.once('close', () => sockets.delete(socket))
    }),
  )
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
  })
  return { port, sockets }
}

/** The least of SOCKS 5 (RFC 1928): no password, an IPv4 address, always a success. */
const socksProxy = (): Promise<number> =>
  portOf(
    createTcpServer((socket) => {
      socket
        .on('error', () => undefined)
        .once('data', () => {
          socket.write(Buffer.from([5, 0]))
          socket.once('data', (wanted: Buffer) => {
            const target = connect(wanted.readUInt16BE(8), '127.0.0.1', () => {
              socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
              target.pipe(socket).pipe(target)
            }).on('error', () => socket.destroy())
          })
        })
    }),
  )

describe('a request that is given up while its tunnel is opened', () => {
  it.each(['http', 'https'])('ends at once, and its connection to the %s proxy with it', async (scheme) => {
    const { port, sockets } = await silentProxy()
    const agent = createTunnels(`${scheme}://127.0.0.1:${port}`, POOL)
    const outgoing = secureRequest({ agent, host: 'upstream.invalid', port: 443 })
    const failed = once(outgoing, 'error')
    outgoing.end()
    await vi.waitFor(() => expect(sockets.size).toBe(1))
    outgoing.destroy(new Error('too late'))
    await expect(failed).resolves.toMatchObject([{ message: 'too late' }])
    await vi.waitFor(() => expect(sockets.size).toBe(0))
  })

  it('ends at once with a SOCKS proxy too', async () => {
    const { port, sockets } = await silentProxy()
    const outgoing = secureRequest({
      agent: createTunnels(`socks5://127.0.0.1:${port}`, POOL),
      host: '192.0.2.1',
      port: 443,
    })
    const failed = once(outgoing, 'error')
    outgoing.end()
    await vi.waitFor(() => expect(sockets.size).toBe(1))
    outgoing.destroy(new Error('too late'))
    await expect(failed).resolves.toMatchObject([{ message: 'too late' }])
  })

  it('ends when it was given up before it began', async () => {
    const { port } = await silentProxy()
    const outgoing = secureRequest({ agent: createTunnels(`http://127.0.0.1:${port}`, POOL), host: 'upstream.invalid' })
    const failed = once(outgoing, 'error')
    outgoing.destroy()
    await expect(failed).resolves.toMatchObject([{ message: expect.stringContaining('no longer waits') }])
  })
})

it('an upstream behind a SOCKS proxy may think for longer than idle connections are kept', async () => {
  const answering = createServer((_, response) => void setTimeout(() => response.end('thought'), POOL.timeout * 6))
  const port = await portOf(answering)
  const agent = createTunnels(`socks5://127.0.0.1:${await socksProxy()}`, POOL)
  onTestFinished(() => agent.destroy())
  const outgoing = request({ agent, host: '127.0.0.1', port }).end()
  const [answer] = await once(outgoing, 'response')
  expect((await answer.toArray()).join('')).toBe('thought')
})
