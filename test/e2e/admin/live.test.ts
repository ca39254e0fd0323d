/** Live sockets over real connections: order and numbers, chunks only where wanted, slow viewers, and nobody in the way of a stream. */
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { HubMessage } from '../../../src/contract/live.ts'
import { type FakeUpstream, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { openRawClient } from '../../kit/raw-client.ts'
import { type AdminContext, adminContext } from './admin-context.ts'

interface Viewer {
  readonly socket: WebSocket
  readonly heard: HubMessage[]
  /** Resolves once a message of this kind, `count` of them, has come. */
  readonly until: (type: string, count?: number) => Promise<void>
  readonly say: (message: unknown) => void
  readonly closed: Promise<number>
}

const view = async (url: string): Promise<Viewer> => {
  const socket = new WebSocket(url)
  const heard: HubMessage[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (data) => {
    heard.push(JSON.parse(String(data)) as HubMessage)
    for (const look of waiting) look()
  })
  const closed = new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)))
  socket.on('error', () => undefined)
  onTestFinished(() => socket.terminate())
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const until = (type: string, count = 1): Promise<void> =>
    new Promise((resolve) => {
      const look = () => {
        if (heard.filter((message) => message.type === type).length < count) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return { socket, heard, until, say: (message) => socket.send(JSON.stringify(message)), closed }
}

const live = (address: string, query = '') => `${address.replace('http', 'ws')}/ws/realtime${query}`

const streaming = async (): Promise<
  AdminContext & { readonly upstream: FakeUpstream; readonly post: () => Promise<string> }
> => {
  const upstream = await startFakeUpstream(async (_, reply) => {
    reply.head(200, ['content-type', 'text/event-stream'])
    await reply.write('event: ping\ndata: {"type":"ping"}\n\n')
    reply.end(
      'data: {"type":"message_delta","usage":{"input_tokens":1,"output_tokens":2}}\n\ndata: {"type":"message_stop"}\n\n',
    )
  })
  onTestFinished(upstream.close)
  const there = await adminContext({
    claude: { prod: { base_url: upstream.url, auth_token: 'sk-seeded-secret-1234' } },
  })
  const post = async () =>
    (await fetch(`${there.claudeUrl}/v1/messages`, { method: 'POST', body: '{"model":"m","stream":true}' })).text()
  return { ...there, upstream, post }
}

const numbers = (heard: readonly HubMessage[]) => heard.flatMap((message) => ('seq' in message ? [message.seq] : []))
const kinds = (heard: readonly HubMessage[]) => heard.map(({ type }) => type)

test('a snapshot, then every event of a request in order, numbered without a gap', async () => {
  const { ui, post } = await streaming()
  const viewer = await view(live(ui))
  await viewer.until('snapshot')
  await post()
  await viewer.until('request_completed')
  const types = kinds(viewer.heard)
  expect(types[0]).toBe('snapshot')
  expect(types.indexOf('request_started')).toBeLessThan(types.indexOf('request_streaming'))
  expect(types.indexOf('request_streaming')).toBeLessThan(types.indexOf('response_chunk'))
  expect(types.indexOf('response_chunk')).toBeLessThan(types.indexOf('request_completed'))
  const seen = numbers(viewer.heard)
  expect(seen).toEqual(seen.map((_, index) => (seen[0] ?? 0) + index))
  expect(viewer.heard.at(-1)).toMatchObject({ status_code: 200, success: true, usage: { total: 3 } })
  expect(JSON.stringify(viewer.heard)).not.toContain('seeded-secret')
  const late = await view(live(ui))
  await late.until('snapshot')
  expect(late.heard[0]).toMatchObject({
    seq: seen.at(-1),
    open: [],
    recent: [{ channel: 'prod', status: 'COMPLETED' }],
  })
})

test('the port of a service tells of its own requests only', async () => {
  const { claudeUrl, ui, post, get } = await streaming()
  const codex = (await get<{ services: { id: string; address: string }[] }>('/api/status')).services.find(
    ({ id }) => id === 'codex',
  )
  const [mine, others, all] = await Promise.all([
    view(live(claudeUrl)),
    view(live(codex?.address ?? '')),
    view(live(ui)),
  ])
  await Promise.all([mine.until('snapshot'), others.until('snapshot'), all.until('snapshot')])
  await post()
  await Promise.all([mine.until('request_completed'), all.until('request_completed')])
  others.say({ type: 'ping' })
  await others.until('pong')
  expect(kinds(others.heard)).toEqual(['snapshot', 'pong'])
  expect(kinds(mine.heard)).toEqual(kinds(all.heard))
})

test('chunks go only to whoever wants them, and numbers stay whole for everybody', async () => {
  const { ui, post } = await streaming()
  const [plain, full] = [await view(live(ui, '?chunks=0')), await view(live(ui))]
  await Promise.all([plain.until('snapshot'), full.until('snapshot')])
  await post()
  await Promise.all([plain.until('request_completed'), full.until('request_completed')])
  expect(kinds(plain.heard)).not.toContain('response_chunk')
  for (const { heard } of [plain, full]) {
    const seen = numbers(heard)
    expect(seen).toEqual(seen.map((_, index) => (seen[0] ?? 0) + index))
  }
  plain.say({ type: 'chunks', wanted: true })
  await plain.until('snapshot', 2)
  await post()
  await plain.until('request_completed', 2)
  expect(kinds(plain.heard)).toContain('response_chunk')
})

test('a viewer may ask for a fresh picture, and whatever else it says is passed over', async () => {
  const { ui } = await streaming()
  const viewer = await view(live(ui))
  await viewer.until('snapshot')
  for (const text of ['', 'null', '[]', '{"type":"chunks"}', '{"type":7}', 'not json']) viewer.socket.send(text)
  viewer.say({ type: 'snapshot' })
  await viewer.until('snapshot', 2)
  expect(kinds(viewer.heard)).toEqual(['snapshot', 'snapshot'])
  viewer.socket.send(Buffer.from([1, 2, 3]))
  expect(await viewer.closed).toBe(1003)
})

test('a viewer who says too much at once has to go', async () => {
  const { ui } = await streaming()
  const viewer = await view(live(ui))
  viewer.socket.send('x'.repeat(5000))
  expect(await viewer.closed).toBe(1009)
})

test('a viewer that does not read holds up no stream', async () => {
  const upstream = await startFakeUpstream(async (_, reply) => {
    reply.head(200, ['content-type', 'text/event-stream'])
    for (let index = 0; index < 300; index += 1) await reply.write(`data: ${'x'.repeat(64 * 1024)}\n\n`)
    reply.end()
  })
  onTestFinished(upstream.close)
  const { uiPort, claudeUrl } = await adminContext({ claude: { prod: { base_url: upstream.url } } })
  const deaf = await openRawClient(uiPort)
  onTestFinished(deaf.close)
  const head = ['GET /ws/realtime HTTP/1.1', `Host: 127.0.0.1:${uiPort}`, 'Connection: Upgrade', 'Upgrade: websocket']
  const key = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', '']
  await deaf.write([...head, ...key].join('\r\n'))
  expect((await deaf.head()).status).toBe(101)
  deaf.pause()
  const streams = Array.from({ length: 4 }, async () => {
    const response = await fetch(`${claudeUrl}/v1/messages`, { method: 'POST', body: '{"model":"m"}' })
    return (await response.arrayBuffer()).byteLength
  })
  expect(await Promise.all(streams)).toEqual(Array.from({ length: 4 }, () => 300 * (64 * 1024 + 8)))
})

test('another path is no live socket', async () => {
  const { ui } = await streaming()
  await expect(view(live(ui).replace('realtime', 'other'))).rejects.toThrow('404')
})
