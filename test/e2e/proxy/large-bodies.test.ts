/** The memory of a large body is given back when its request is over: neither the upstream nor the log may miss a byte of it. */
import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { clp, scene } from '../../kit/clp.ts'
import { listen } from '../../kit/fake-upstream.ts'
import { controlled, deferred, json } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'

const MEGABYTE = 1024 * 1024
const SECRET = 'secret-word,'
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** A JSON text with what a rule takes out early and late in it, no two alike. */
const question = (number: number): Buffer => {
  const noise = randomBytes(MEGABYTE / 2).toString('hex')
  const early = SECRET.repeat(20_000)
  return Buffer.from(`{"number":${number},"first":"${early}","text":"${noise}","last":"${SECRET}"}`)
}

test.each([
  ['nothing is kept', 0],
  ['a part is kept', 100_000],
  ['all is kept', 8 * MEGABYTE],
])('bodies arrive whole, changed or not, while %s of them', async (_name, captureRequestBytes) => {
  const there = await scene(json({ ok: true }), {
    system: { limits: { captureRequestBytes } },
    bodyFilter: [{ source: SECRET, op: 'remove', services: ['codex'] }],
  })
  const send = async (address: string, body: Buffer): Promise<string> => {
    const answer = await fetch(`${address}/v1/any`, { method: 'POST', body: new Uint8Array(body) })
    expect(await answer.json()).toEqual({ ok: true })
    return answer.headers.get('x-clp-request-id') ?? ''
  }
  const stored = async (id: string, kind: string): Promise<Buffer | undefined> => {
    const answer = await fetch(`${there.ui}/api/exchanges/${id}/body/${kind}`)
    return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined
  }
  const changed = (body: Buffer): Buffer => Buffer.from(body.toString().replaceAll(SECRET, ''))

  for (const { address, sent } of [
    { address: there.claudeUrl, sent: (body: Buffer) => body },
    { address: there.codexUrl, sent: changed },
  ]) {
    const begin = there.upstream.seen.length
    const bodies = Array.from({ length: 8 }, (_, number) => question(number))
    const ids = await Promise.all(bodies.map((body) => send(address, body)))
    const arrived = await Promise.all(there.upstream.seen.slice(begin).map(async ({ body }) => digest(await body())))
    expect(arrived.toSorted()).toEqual(bodies.map((body) => digest(sent(body))).toSorted())
    if (captureRequestBytes === 0) continue
    for (const [index, id] of ids.entries()) {
      const body = bodies[index] ?? Buffer.alloc(0)
      await expect.poll(() => stored(id, 'request'), { timeout: 10_000 }).toBeDefined()
      for (const [kind, whole] of [['request', body] as const, ['sent', sent(body)] as const]) {
        const kept = (await stored(id, kind)) ?? Buffer.alloc(0)
        expect(digest(kept), kind).toBe(digest(whole.subarray(0, captureRequestBytes)))
      }
    }
  }
})

test('a body whose answer comes before it has left arrives whole all the same', async () => {
  const body = randomBytes(24 * MEGABYTE)
  const received: Buffer[] = []
  const reading = deferred<void>()
  // Answers at the first byte, and reads no further until it is told to.
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (first) => {
      socket.pause()
      received.push(first)
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')
      socket.on('data', (chunk) => received.push(chunk))
      socket.pause()
      void reading.promise.then(() => socket.resume())
    })
  })
  const port = await listen(server)
  onTestFinished(() => void server.close())
  const there = await clp({ claude: { main: entry(`http://127.0.0.1:${port}`, { active: true }) } })
  const answer = await fetch(`${there.claudeUrl}/v1/any`, { method: 'POST', body: new Uint8Array(body) })
  expect(await answer.text()).toBe('{}')
  await expect
    .poll(async () => (await fetch(`${there.ui}/api/exchanges`)).json(), { timeout: 10_000 })
    .toMatchObject({ items: [{ requestBytes: body.byteLength }] })
  reading.resolve()
  const arrived = (): Buffer => Buffer.concat(received).subarray(-body.byteLength)
  await expect
    .poll(() => received.reduce((sum, { byteLength }) => sum + byteLength, 0), { timeout: 10_000 })
    .toBeGreaterThan(body.byteLength)
  expect(digest(arrived())).toBe(digest(body))
})

test('a body whose model was mapped stands in the log as it was received and sent', async () => {
  const text = `{"model":"small","text":"${'word '.repeat(200_000)}"}`
  const answer = controlled()
  const there = await scene(answer.script, {
    routing: { mode: 'model-mapping', modelMappings: { claude: [{ source: 'small', target: 'larger' }] } },
  })
  const asked = fetch(`${there.claudeUrl}/v1/messages`, { method: 'POST', body: text })
  await answer.head()
  await answer.push('data: {}\n\n')
  const response = await asked
  await answer.end()
  expect(await response.text()).toBe('data: {}\n\n')
  const sent = text.replace('small', 'larger')
  expect(digest((await there.upstream.seen[0]?.body()) ?? Buffer.alloc(0))).toBe(digest(Buffer.from(sent)))
  const address = `${there.ui}/api/exchanges/${response.headers.get('x-clp-request-id')}/body`
  await expect.poll(async () => (await fetch(`${address}/request`)).ok, { timeout: 10_000 }).toBe(true)
  expect(await (await fetch(`${address}/request`)).text()).toBe(text)
  expect(await (await fetch(`${address}/sent`)).text()).toBe(sent)
})

test.each(['text', 'regex'])(
  'the text of a %s rule is put in whole every time, however the memory of bodies goes',
  async (match) => {
    const target = 'another prompt '.repeat(5000)
    const text = `{"system":"OLD PROMPT","text":"${'word '.repeat(40_000)}"}`
    const wanted = digest(Buffer.from(text.replace('OLD PROMPT', target)))
    const there = await scene(json({ ok: true }), {
      bodyFilter: [{ source: 'OLD PROMPT', target, op: 'replace', match }],
    })
    for (let number = 0; number < 3; number += 1) {
      const answer = await fetch(`${there.claudeUrl}/v1/any`, { method: 'POST', body: text })
      const id = answer.headers.get('x-clp-request-id')
      await answer.text()
      // In the log, so that what was given away is gone.
      const stored = async () => (await fetch(`${there.ui}/api/exchanges/${id}/body/sent`)).text()
      await expect.poll(async () => digest(Buffer.from(await stored())), { timeout: 10_000 }).toBe(wanted)
      expect(digest((await there.upstream.seen[number]?.body()) ?? Buffer.alloc(0))).toBe(wanted)
    }
  },
)
