/** Upstreams that lead back to CLP: by its own address, which its documents refuse, and by another way, which the hop header tells. */
import { type AddressInfo, connect, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { clp, upstream } from '../../kit/clp.ts'
import { entry } from '../../kit/temp-home.ts'

const BODY = '{"model":"m","messages":[{"role":"user","content":"hello"}]}'
const post = (address: string): Promise<Response> =>
  fetch(`${address}/v1/messages`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: BODY })

/** A port that leads to another one, as a reverse proxy or a name would. */
const detour = async () => {
  let target = 0
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    const onwards = connect(target, '127.0.0.1')
    socket.pipe(onwards).pipe(socket)
    for (const end of [socket, onwards]) end.on('error', () => [socket, onwards].map((one) => one.destroy()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
  onTestFinished(close)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo: (port: number) => (target = port),
    connections: () => connections,
    close,
  }
}

test('a request that comes back by another way is answered with 508 and a sentence, after one turn', async () => {
  const around = await detour()
  const here = await clp({ claude: { main: entry(around.url, { active: true }) } })
  around.leadTo(here.claude)
  const answer = await post(here.claudeUrl)
  expect(answer.status).toBe(508)
  expect(await answer.text()).toContain('came back to CLP')
  expect(around.connections()).toBe(1)
  const list: unknown = await (await fetch(`${here.ui}/api/exchanges`)).json()
  expect(list).toMatchObject({ items: [{ outcome: { code: 'loop-detected' } }, {}] })
})

test('the next upstream answers where one leads back', async () => {
  const around = await detour()
  const good = await upstream((_, reply) => {
    reply.head(200, ['content-type', 'application/json'])
    reply.end('{"type":"message","content":[{"type":"text","text":"hi"}]}')
  })
  const claude = { round: entry(around.url, { weight: 9 }), good: entry(good.url, { weight: 1 }) }
  const here = await clp({ claude, balancing: { mode: 'weight-based' } })
  around.leadTo(here.claude)
  expect((await post(here.claudeUrl)).status).toBe(200)
  expect(good.seen[0]?.header('x-clp-hop')).toHaveLength(1)
})

test('an upstream at an own port is left out, with a notice, whichever of its own addresses it names', async () => {
  const free = await detour()
  const { port } = new URL(free.url)
  await free.close()
  const claude = { own: entry(`http://localhost:${port}/`), wide: entry(`http://[::ffff:127.0.0.1]:${port}`) }
  const here = await clp({ claude }, { CLP_CODEX_PORT: port })
  const status: unknown = await (await fetch(`${here.ui}/api/status`)).json()
  expect(JSON.stringify(status)).toContain('leads back to CLP itself')
  expect((await post(here.claudeUrl)).status).toBe(503)
})

test('an own port that the system has chosen is one as well, once it is known', async () => {
  const here = await clp({})
  const added = await fetch(`${here.ui}/api/services/claude/upstreams`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'own', baseUrl: here.codexUrl, authToken: 'x' }),
  })
  expect(added.status).toBe(422)
  expect(await added.text()).toContain('leads back to CLP itself')
})
