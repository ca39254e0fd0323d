/** A daemon that leaves its balancer: it says so at once, serves what still comes, breaks nothing, and ends. */
import { once } from 'node:events'
import { Agent, get, request } from 'node:http'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { MESSAGES_HEADERS, messageStream, text } from '../../../src/protocol/anthropic-messages/sample-answer.ts'
import { type ClpWorld, createClpWorld } from '../../kit/clp-process.ts'
import { type FakeUpstream, type ReplyWriter, startFakeUpstream } from '../../kit/fake-upstream.ts'

// A command is a process that loads its modules: many of them in a row take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const PATIENCE = { timeout: 60_000 }
const STREAM = messageStream({ blocks: [text('Hello')] })

let world: ClpWorld
let upstream: FakeUpstream
let running: ReplyWriter[]
let isHeld: boolean
beforeEach(async () => {
  running = []
  isHeld = false
  upstream = await startFakeUpstream(async (asked, reply) => {
    await asked.body()
    reply.head(200, MESSAGES_HEADERS)
    if (!isHeld) return reply.end(STREAM)
    await reply.write(STREAM.slice(0, 40))
    running.push(reply)
  })
  world = createClpWorld()
  await world.run(['add', 'claude', 'main', '--base-url', upstream.url, '--active'])
})
afterEach(async () => {
  world.end()
  await upstream.close()
})

interface Got {
  readonly status: number
  readonly body: string
}

const ask = (url: string, agent: Agent | false = false): Promise<Got> =>
  new Promise((resolve, reject) => {
    const sending = request(url, { method: 'POST', agent }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
    })
    sending.once('error', reject)
    sending.end('{"model":"claude-opus"}')
  })
const post = (agent?: Agent): Promise<Got> => ask(`${world.address('claude')}/v1/messages`, agent)

const statusOf = (url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    }).once('error', reject)
  })
const addresses = (): readonly string[] => [
  world.address('claude'),
  world.address('codex'),
  world.runFile().addresses.ui,
]
const statuses = (path: string): Promise<readonly number[]> =>
  Promise.all(addresses().map((address) => statusOf(address + path)))

it('says so on every port at once, serves what still comes, and "clp stop" ends the wait', async () => {
  await world.run(['start'])
  await world.run(['auth', 'generate', '--name', 'me'])
  await world.run(['auth', 'on', '--service', 'ui'])
  expect(await statuses('/readyz')).toEqual([200, 200, 200])
  isHeld = true
  const first = post()
  await vi.waitFor(() => expect(running).toHaveLength(1), PATIENCE)

  const draining = world.spawn(['drain', '--delay', '600', '--timeout', '600'])
  const drained = once(draining, 'close')
  await vi.waitFor(async () => expect(await statuses('/readyz')).toEqual([503, 503, 503]), PATIENCE)
  expect(await statuses('/livez')).toEqual([200, 200, 200])
  const { notices } = JSON.parse((await world.run(['status', '--json'])).out)
  expect(notices.map(({ code }: { code: string }) => code)).toContain('draining')
  const second = post()
  await vi.waitFor(() => expect(running).toHaveLength(2), PATIENCE)

  const address = `${world.address('claude')}/livez`
  const stopped = world.run(['stop', '--timeout', '600'])
  await vi.waitFor(() => expect(statusOf(address)).rejects.toThrow('ECONNREFUSED'), PATIENCE)
  for (const reply of running) reply.end(STREAM.slice(40))
  expect(await Promise.all([first, second])).toEqual([
    { status: 200, body: STREAM },
    { status: 200, body: STREAM },
  ])
  expect((await stopped).code).toBe(0)
  expect(await drained).toEqual([0, null])
  expect((await world.run(['drain'])).code).toBe(3)
})

it('breaks no request of clients that keep their connections, when SIGTERM has a delay', async () => {
  const environment = { CLP_DRAIN_DELAY: '3', CLP_DRAIN_SECONDS: '60' }
  const daemon = world.spawn(['run'], { environment })
  const ended = once(daemon, 'exit')
  await vi.waitFor(async () => expect(await statuses('/readyz')).toEqual([200, 200, 200]), PATIENCE)
  let isIn = true
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const client = async (): Promise<number> => {
    let answers = 0
    while (isIn) {
      expect(await post(agent)).toEqual({ status: 200, body: STREAM })
      answers += 1
    }
    return answers
  }
  const clients = Array.from({ length: 8 }, client)
  await vi.waitFor(() => expect(upstream.seen.length).toBeGreaterThan(50), PATIENCE)
  daemon.kill('SIGTERM')
  await vi.waitFor(async () => expect(await statusOf(`${world.address('codex')}/readyz`)).toBe(503), PATIENCE)
  isIn = false
  const answers = await Promise.all(clients)
  expect(answers.reduce((sum, count) => sum + count, 0)).toBe(upstream.seen.length)
  agent.destroy()
  expect(await ended).toEqual([0, null])
})

it.each(['soon', '-1', '3601'])('does not start with a delay that is none: %s', async (text) => {
  const { code, err } = await world.run(['run'], { environment: { CLP_DRAIN_DELAY: text } })
  expect(code).toBe(1)
  expect(err).toContain(`Cannot use "${text}" from CLP_DRAIN_DELAY: give a number of seconds from 0 to 3600`)
})
