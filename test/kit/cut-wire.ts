/** A wire between a client and a server that a test makes trouble on: it swallows answers, or cuts everything off. */
import { connect as connectTo, createServer, type Socket } from 'node:net'
import { listen } from './fake-upstream.ts'

export interface CutWire {
  readonly port: number
  /** From now on every nth thing that the client says with this text in it is handed on, and its answer is lost with the connection. */
  readonly swallow: (text: string, every: number) => void
  /** Answers lost so far. */
  readonly swallowed: () => number
  readonly close: () => Promise<void>
}

/** To a server on `port` of loopback. */
export const cutWire = async (port: number): Promise<CutWire> => {
  let wanted: { readonly text: string; readonly every: number } | undefined
  let [said, lost] = [0, 0]
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connectTo(port, '127.0.0.1')
    let deaf = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.once('close', () => {
        client.destroy()
        upstream.destroy()
        sockets.delete(socket)
      })
    }
    client.on('data', (bytes) => {
      if (wanted !== undefined && bytes.includes(wanted.text)) {
        said += 1
        deaf ||= said % wanted.every === 0
      }
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (!deaf) return void client.write(bytes)
      lost += 1
      client.destroy()
    })
  })
  return {
    port: await listen(server),
    swallow: (text, every) => {
      wanted = { text, every }
    },
    swallowed: () => lost,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
