/** Bodies that come byte by byte, from a client and from an upstream: whole on the other side, and kept in a few blocks. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeUpstream, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { type ProxyWorld, startProxyWorld } from '../../kit/proxy-world.ts'
import { openRawClient } from '../../kit/raw-client.ts'
import { entry } from '../../kit/temp-home.ts'

let behind: FakeUpstream
let world: ProxyWorld

beforeAll(async () => {
  behind = await startFakeUpstream()
  world = await startProxyWorld({ claude: { main: entry(behind.url, { active: true }) } })
})

afterAll(async () => {
  await world.close()
  await behind.close()
})

/** Each byte of the text as a chunk of its own (RFC 9112 section 7.1). */
const chunked = (text: string): Buffer => {
  const chunk = Buffer.from('1\r\nx\r\n')
  const bytes = Buffer.alloc(text.length * chunk.length)
  for (let at = 0; at < text.length; at += 1) {
    chunk.copy(bytes, at * chunk.length)
    bytes[at * chunk.length + 3] = text.charCodeAt(at)
  }
  return Buffer.concat([bytes, Buffer.from('0\r\n\r\n')])
}

const HEAD = 'POST /v1/messages HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nconnection: close\r\n'

describe('byte by byte', () => {
  test('a request of 200 KB', async () => {
    const body = `{"model":"m","x":"${'a'.repeat(200_000)}"}`
    behind.next(async (request, reply) => {
      await request.body()
      reply.head(200, ['content-type', 'application/json'])
      reply.end('{"ok":true}')
    })
    const client = await openRawClient(world.ports.claude)
    await client.write(Buffer.concat([Buffer.from(`${HEAD}transfer-encoding: chunked\r\n\r\n`), chunked(body)]))
    await client.closed
    const seen = behind.seen.at(-1)
    expect((await seen?.body())?.toString()).toBe(body)
    const record = await world.record(1)
    expect(record.request?.chunks.length).toBeLessThan(20)
    expect(Buffer.concat([...(record.request?.chunks ?? [])]).toString()).toBe(body)
  })

  test('an answer of 200 KB', async () => {
    const text = JSON.stringify({ content: 'b'.repeat(200_000), usage: { input_tokens: 3, output_tokens: 4 } })
    behind.next(async (_, reply) => {
      const head = [
        'HTTP/1.1 200 OK',
        'content-type: application/json',
        'connection: close',
        'transfer-encoding: chunked',
      ]
      reply.socket.write(`${head.join('\r\n')}\r\n\r\n`)
      reply.socket.end(chunked(text))
    })
    const response = await fetch(`http://127.0.0.1:${world.ports.claude}/v1/messages`, { method: 'POST', body: '{}' })
    expect(await response.text()).toBe(text)
    const record = await world.record(2)
    expect(record.response?.chunks.length).toBeLessThan(60)
    expect(record.usage?.usage.output).toBe(4)
  })

  test('an answer that is a hundred thousand tiny events, and one event without an end', async () => {
    const events = `${'data: 1\n\n'.repeat(100_000)}data: {"usage":{"input_tokens":3,"output_tokens":5}}\n\n`
    behind.next((_, reply) => {
      reply.head(200, ['content-type', 'text/event-stream'])
      reply.end(events)
    })
    const many = await fetch(`http://127.0.0.1:${world.ports.claude}/v1/messages`, { method: 'POST', body: '{}' })
    expect(await many.text()).toBe(events)
    const endless = `data: {"usage":{"input_tokens":3,"output_tokens":5}}\n\ndata: ${'z'.repeat(20 * 1024 * 1024)}`
    behind.next((_, reply) => {
      reply.head(200, ['content-type', 'text/event-stream'])
      reply.end(endless)
    })
    const one = await fetch(`http://127.0.0.1:${world.ports.claude}/v1/messages`, { method: 'POST', body: '{}' })
    expect((await one.text()).length).toBe(endless.length)
    const record = await world.record(4)
    expect(record.usage).toMatchObject({ usage: { input: 3, output: 5 }, partial: true })
  })
})
