/** Over real connections: a server that reads a request as the proxy ports do. */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { FairReading } from './fair-reading.ts'

const HEAD = 'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n'

/** What came of a request, and how often its connection was let rest. `elapsed`: the clock, in ms. */
const reading = async (wire: string, elapsed: () => number) => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => void client.destroy())
  client.write(HEAD + wire)
  const [request] = (await once(server, 'request')) as [IncomingMessage]
  const rested = vi.spyOn(request.socket, 'pause')
  const fair = new FairReading(request.socket, { elapsed })
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength
    fair.came()
  })
  await once(request, 'end')
  return { bytes, rests: rested.mock.calls.length }
}

describe('reading in turns', () => {
  it('lets a connection rest whose bytes are pieces of their own, and reads it to its end', async () => {
    const { bytes, rests } = await reading(`${'1\r\nx\r\n'.repeat(100_000)}0\r\n\r\n`, () => 0)
    expect(bytes).toBe(100_000)
    expect(rests).toBeGreaterThan(0)
  })

  it('lets a connection rest of which much is made', async () => {
    let now = 0
    const piece = `${(4096).toString(16)}\r\n${'x'.repeat(4096)}\r\n`
    const { bytes, rests } = await reading(`${piece.repeat(500)}0\r\n\r\n`, () => (now += 3))
    expect(bytes).toBe(500 * 4096)
    expect(rests).toBeGreaterThan(0)
  })

  it('never lets one wait that costs nothing', async () => {
    const piece = `${(4096).toString(16)}\r\n${'x'.repeat(4096)}\r\n`
    const { bytes, rests } = await reading(`${piece.repeat(100)}0\r\n\r\n`, () => 0)
    expect(bytes).toBe(100 * 4096)
    expect(rests).toBe(0)
  })
})
