// The upstreams of the soak: one that is well, one that fails in every way an upstream can, both answering by the plan in the query.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { pause } from '../kit/wait.mjs'
import { eventsOf, jsonAnswerOf, planOf } from './plan.mjs'

/** Streams that were sent to their end. */
const finished = new Set()

/** How many streams of an exchange have told what its prompt cost: more than one where the first broke before it said anything. */
const priced = new Map()

/** Starts both. `seen` counts how often an exchange was asked for. */
export const startUpstreams = async (random) => {
  const seen = new Map()
  const waiters = new Map()
  const serve = (trouble) => (request, response) => {
    const plan = planOf(request.url)
    seen.set(plan.n, (seen.get(plan.n) ?? 0) + 1)
    waiters.get(plan.n)?.()
    response.on('error', () => undefined)
    answer(request, response, plan, trouble()).catch(() => request.socket.destroy())
  }
  const steady = await listening(createServer(serve(() => 'none')))
  const flaky = await listening(createServer(serve(() => (random.chance(0.5) ? random.pick(TROUBLES) : 'none'))))
  return {
    steady: steady.address().port,
    flaky: flaky.address().port,
    seen,
    finished,
    priced,
    /** Resolves when an upstream has seen exchange `n`. */
    reached: (n) => new Promise((resolve) => (seen.has(n) ? resolve() : waiters.set(n, resolve))),
    forget: (n) => waiters.delete(n),
    close: () =>
      Promise.all(
        [steady, flaky].map((server) => {
          server.closeAllConnections()
          return new Promise((resolve) => server.close(resolve))
        }),
      ),
  }
}

const TROUBLES = ['500', '529', '429', 'reset', 'cut', 'half-head', 'close-idle']

const answer = async (request, response, plan, trouble) => {
  if (trouble === 'reset') return request.socket.resetAndDestroy()
  const hash = createHash('sha1')
  for await (const chunk of request) hash.update(chunk)
  if (trouble === 'half-head') {
    request.socket.write('HTTP/1.1 200 OK\r\ncontent-ty')
    return request.socket.destroy()
  }
  if (/^\d+$/.test(trouble)) return refuse(response, Number(trouble))
  // The client of a waiting exchange leaves first; one that was sent away early would be no such client.
  if (plan.act === 'leave-waiting') return once(response, 'close')
  const headers = { 'x-exchange': String(plan.n), 'x-body-sha1': hash.digest('hex') }
  if (plan.shape === 'json') return answerWhole(response, plan, headers)
  await stream(response, plan, {
    headers,
    cutAt: trouble === 'cut' ? Math.floor(plan.events / 2) : Number.POSITIVE_INFINITY,
  })
  if (trouble === 'close-idle') setTimeout(() => request.socket.destroy(), 5)
}

const refuse = (response, status) => {
  response.writeHead(status, { 'content-type': 'application/json', ...(status === 429 ? { 'retry-after': '1' } : {}) })
  response.end(
    JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'Too much of everything' } }),
  )
}

const answerWhole = (response, plan, headers) => {
  response.writeHead(200, { ...headers, 'content-type': 'application/json' })
  response.end(jsonAnswerOf(plan))
}

const stream = async (response, plan, { headers, cutAt }) => {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' })
  for (const [index, event] of eventsOf(plan).entries()) {
    if (response.destroyed) return
    if (index > cutAt) {
      // Given time to arrive: what is cut is a stream of which the client has seen the beginning.
      await pause(50)
      response.socket?.resetAndDestroy()
      return
    }
    if (index === 0 && plan.service === 'claude') priced.set(plan.n, (priced.get(plan.n) ?? 0) + 1)
    if (!response.write(event)) await Promise.race([once(response, 'drain'), once(response, 'close')])
    await pause(plan.gap)
  }
  finished.add(plan.n)
  response.end()
}

const listening = (server) => {
  server.keepAliveTimeout = 20_000
  server.requestTimeout = 0
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}
