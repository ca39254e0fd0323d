// `npm run proof:network`: upstreams that cannot be found, spoken to or trusted to keep a connection, and clients by the thousand.
// Every fault is answered in time, no request is sent twice, and CLP serves on as soon as the fault is over.
import { once } from 'node:events'
import { Agent, createServer, request as httpRequest } from 'node:http'
import { connect, createServer as createTcpServer } from 'node:net'
import { parseArgs } from 'node:util'
import { createHome, removeHome, startDaemon, writeDocument } from './kit/daemon.mjs'
import { openFiles } from './kit/facts.mjs'
import { createReport } from './kit/report.mjs'
import { pause, until } from './kit/wait.mjs'

const { values: options } = parseArgs({ options: { idle: { type: 'string', default: '10000' } } })
const report = createReport('network')
const opened = []

const listening = async (server) => {
  opened.push(server)
  server.listen(0, '127.0.0.1', 4096)
  await once(server, 'listening')
  return server.address().port
}

const received = new Map()
let hangUp = () => undefined
const good = await listening(
  createServer((request, response) => {
    const id = request.headers['x-proof']
    received.set(id, (received.get(id) ?? 0) + 1)
    request.resume()
    request.once('end', () => hangUp(request, response) ?? response.end('{"ok":true}'))
  }),
)
const silent = await listening(createTcpServer((socket) => socket.on('error', () => undefined).resume()))
const stalling = await listening(
  createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('event: ping\ndata: {}\n\n')
  }),
)

const upstream = (base_url) => ({ only: { base_url, auth_token: 't', active: true } })
const home = createHome({
  'claude.json': upstream(`http://127.0.0.1:${good}`),
  'data/system.json': { timeouts: { connectSeconds: 1, responseHeadersSeconds: 1, idleSeconds: 1 } },
})
const daemon = await startDaemon(home)
let number = 0

/** Status of one POST, and whether its answer came whole. */
const post = (agent = false) =>
  new Promise((resolve) => {
    number += 1
    const body = JSON.stringify({ model: 'claude-x', messages: [] })
    const headers = { 'content-type': 'application/json', 'content-length': body.length, 'x-proof': String(number) }
    const where = { port: daemon.claude, host: '127.0.0.1', method: 'POST', path: '/v1/messages' }
    const request = httpRequest({ ...where, agent, headers })
    request.once('error', (error) => resolve({ status: 0, whole: false, error }))
    request.once('response', (response) => {
      response.resume()
      response.once('error', () => undefined)
      response.once('close', () => resolve({ status: response.statusCode, whole: response.complete }))
    })
    request.end(body)
  })

const recovers = async () => {
  writeDocument(home, 'claude.json', upstream(`http://127.0.0.1:${good}`))
  await until(async () => (await post()).status === 200, { what: 'CLP serves again', stepMs: 100 })
}

const fault = async (what, base, expected) => {
  writeDocument(home, 'claude.json', upstream(base))
  const answer = await until(
    async () => {
      const given = await post()
      return (given.status !== 200 || !given.whole) && given
    },
    { what: `${what} is noticed`, stepMs: 50 },
  )
  report.check(what, expected(answer), `${answer.status}, ${answer.whole ? 'whole' : 'broken off'}`)
  await recovers()
}

const refused = ({ status, whole }) => status >= 502 && status <= 504 && whole

/** Many POSTs while `how` decides which connections die; none may arrive twice. */
const race = async (what, how) => {
  received.clear()
  hangUp = how
  const agent = new Agent({ keepAlive: true })
  const statuses = new Map()
  for (let round = 0; round < 300; round += 1) {
    const { status } = await post(agent)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  hangUp = () => undefined
  agent.destroy()
  const twice = [...received.values()].filter((count) => count > 1).length
  report.check(
    what,
    twice === 0,
    `300 sent, ${[...statuses].map(([status, count]) => `${count} × ${status}`).join(', ')}`,
  )
  await recovers()
}

const crowd = async (count) => {
  const sockets = Array.from({ length: count }, () => connect(daemon.claude, '127.0.0.1').on('error', () => undefined))
  await Promise.all(sockets.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])))
  return sockets
}

const emptied = (sockets) =>
  until(() => openFiles(daemon.pid).sockets <= sockets, { what: 'all are gone', timeoutMs: 60_000, stepMs: 100 }).then(
    () => true,
    () => false,
  )

try {
  const before = openFiles(daemon.pid).sockets
  await fault('a name that cannot be found', 'http://nowhere.invalid', refused)
  await fault('a TLS handshake that fails', `https://127.0.0.1:${good}`, refused)
  await fault('an upstream that never answers', `http://127.0.0.1:${silent}`, refused)
  await fault('a stream that stalls', `http://127.0.0.1:${stalling}`, ({ status, whole }) => status === 200 && !whole)
  let turn = 0
  await race('no POST twice: the upstream hangs up instead of answering', (request, response) => {
    turn += 1
    return turn % 2 === 0 ? request.socket.destroy() && response : undefined
  })
  await race('no POST twice: the upstream hangs up right after its answer', (request, response) => {
    response.end('{}', () => setImmediate(() => request.socket.destroy()))
    return response
  })
  const dropped = await crowd(1000)
  for (const socket of dropped) socket.resetAndDestroy()
  report.check('1,000 connections at once, opened and dropped', (await post()).status === 200)
  const idle = await crowd(Number(options.idle))
  await pause(500)
  const held = openFiles(daemon.pid).sockets
  const served = await post()
  report.check(`serves beside ${options.idle} idle connections`, served.status === 200, `${held} sockets held`)
  for (const socket of idle) socket.destroy()
  await recovers()
  report.check('no socket is left', await emptied(before + 2), `${before} to ${openFiles(daemon.pid).sockets}`)
  const how = await daemon.stop()
  report.check('the daemon leaves in order', how.code === 0, JSON.stringify(how))
} catch (error) {
  report.check('the proof runs to its end', false, `${error.stack}\n${daemon.said().slice(-2000)}`)
} finally {
  await daemon.kill()
  for (const server of opened) {
    server.closeAllConnections?.()
    server.close()
  }
  removeHome(home)
  report.close()
  process.exit()
}
