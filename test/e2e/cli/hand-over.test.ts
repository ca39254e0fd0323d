/** `clp restart` while streams run: another process takes the ports over, and nobody who talks to CLP notices. */
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { Agent, get, request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { identify } from '../../../src/process/process-identity.ts'
import { MESSAGES_HEADERS, messageStream, text } from '../../../src/protocol/anthropic-messages/sample-answer.ts'
import { type ClpWorld, createClpWorld } from '../../kit/clp-process.ts'
import { type FakeUpstream, listen, type ReplyWriter, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { EVENT_STREAM } from '../../kit/replies.ts'

// A command is a process that loads its modules: many of them in a row take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })
const PATIENCE = { timeout: 30_000 }

const STREAM = messageStream({ blocks: [text('slow ', 'answer')], inputTokens: 7, outputTokens: 5 })
const [HEAD, TAIL] = [STREAM.slice(0, 300), STREAM.slice(300)]

let world: ClpWorld
let upstream: FakeUpstream
/** Streams that have begun and wait for their end. */
let running: ReplyWriter[]
beforeEach(async () => {
  world = createClpWorld()
  running = []
  upstream = await startFakeUpstream(async (seen, reply) => {
    await seen.body()
    reply.head(200, [...EVENT_STREAM, ...MESSAGES_HEADERS])
    await reply.write(HEAD)
    running.push(reply)
  })
  await world.run(['add', 'claude', 'main', '--base-url', upstream.url, '--active'])
  await world.run(['start'])
})
afterEach(async () => {
  world.end()
  await upstream.close()
})

const hasEnded = async (pid: number): Promise<boolean> => (await identify(pid)) === undefined
const post = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const url = `${world.address('claude')}/v1/messages`
    const sending = request(url, { method: 'POST', agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => resolve(Buffer.concat(chunks).toString()))
    })
    sending.once('error', reject)
    sending.end('{"model":"claude-opus"}')
  })
const begin = async (count: number): Promise<Promise<string>[]> => {
  const before = running.length
  const answers = Array.from({ length: count }, post)
  for (const answer of answers) answer.catch(() => undefined)
  await vi.waitFor(() => expect(running.length).toBe(before + count), PATIENCE)
  return answers
}
const finish = async (): Promise<void> => {
  for (const reply of running.splice(0)) reply.end(TAIL)
}
const status = async () => JSON.parse((await world.run(['status', '--json'])).out)

/** Opens a connection for each sign of life, one after the other, until told to stop; counts those that failed. */
const knocking = () => {
  let [answered, refused, over] = [0, 0, false]
  const address = world.address('claude')
  const once = (): Promise<void> =>
    new Promise((resolve) => {
      get(`${address}/health`, { agent: false }, (response) =>
        response.resume().once('end', () => resolve(void answered++)),
      ).once('error', () => resolve(void refused++))
    })
  const done = (async () => {
    while (!over) await once()
  })()
  return {
    stop: async () => {
      over = true
      await done
      return { answered, refused }
    },
  }
}

describe('clp restart while streams run', () => {
  it('breaks none of fifty streams, refuses no connection, and loses no record', async () => {
    const former = world.runFile()
    const answers = await begin(50)
    const knocks = knocking()
    const { code, out, err } = await world.run(['restart'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(`The former CLP (process ${former.pid}) finishes 50 running requests`)
    const { pid } = world.runFile()
    expect(pid).not.toBe(former.pid)
    expect(world.runFile().addresses).toEqual(former.addresses)

    const now = await status()
    expect(now.pid).toBe(pid)
    expect(now.notices).toContainEqual(
      expect.objectContaining({
        code: 'former-finishing',
        params: expect.objectContaining({ pid: former.pid, count: 50 }),
      }),
    )
    const later = await begin(3)
    const { answered, refused } = await knocks.stop()
    expect(refused).toBe(0)
    expect(answered).toBeGreaterThan(0)
    expect(await hasEnded(former.pid)).toBe(false)

    await finish()
    expect(new Set(await Promise.all([...answers, ...later]))).toEqual(new Set([STREAM]))
    await vi.waitFor(async () => expect(await hasEnded(former.pid)).toBe(true), PATIENCE)
    expect(readdirSync(join(world.home, 'run', 'leaving'))).toEqual([])
    expect((await status()).notices.map(({ code }: { code: string }) => code)).not.toContain('former-finishing')
    const { journal, today } = await status()
    expect(journal).toMatchObject({ dropped: 0, warning: '' })
    const logged = JSON.parse((await world.run(['logs', '--json', '--limit', '100'])).out)
    expect(logged.items).toHaveLength(53)
    expect(today).toMatchObject({ requests: 53, failures: 0, usage: { input: 53 * 7, output: 53 * 5 } })
  })

  it('moves kept connections over with their next answer, and viewers at once', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const knock = (): Promise<string | undefined> =>
      new Promise((resolve, reject) => {
        get(`${world.address('claude')}/health`, { agent }, (response) => {
          response.resume().once('end', () => resolve(response.headers.connection))
        }).once('error', reject)
      })
    expect(await knock()).toBe('keep-alive')
    const viewer = new WebSocket(`${world.runFile().addresses.ui.replace('http', 'ws')}/ws/realtime`)
    await once(viewer, 'open')
    const gone = once(viewer, 'close')
    const [answer] = await begin(1)
    expect((await world.run(['restart'])).code).toBe(0)
    expect(await knock()).toBe('close')
    expect(await knock()).toBe('keep-alive')
    expect((await gone)[0]).toBe(1001)
    await finish()
    expect(await answer).toBe(STREAM)
    agent.destroy()
  })

  it('cuts what runs longer than --timeout', async () => {
    const former = world.runFile().pid
    const [answer] = await begin(1)
    expect((await world.run(['restart', '--timeout', '0'])).code).toBe(0)
    await expect(answer).rejects.toThrow()
    await vi.waitFor(async () => expect(await hasEnded(former)).toBe(true), PATIENCE)
  })

  it('survives a second restart before the first one is over, and "stop" ends all of them', async () => {
    const first = world.runFile().pid
    const answers = await begin(1)
    await world.run(['restart'])
    const second = world.runFile().pid
    answers.push(...(await begin(1)))
    await world.run(['restart'])
    answers.push(...(await begin(1)))
    const counts = (await status()).notices.filter(({ code }: { code: string }) => code === 'former-finishing')
    expect(counts.map(({ params }: { params: { pid: number } }) => params.pid).sort()).toEqual([first, second].sort())
    const stopping = world.run(['stop', '--timeout', '30'])
    await vi.waitFor(() => expect(existsSync(join(world.home, 'run', 'clp.lock'))).toBe(true))
    await finish()
    expect(await Promise.all(answers)).toEqual([STREAM, STREAM, STREAM])
    expect((await stopping).code).toBe(0)
    for (const pid of [first, second]) expect(await hasEnded(pid)).toBe(true)
    expect((await world.run(['status'])).code).toBe(3)
  })

  it('goes on with the former one when the new one does not start', async () => {
    const taken = createServer()
    const port = await listen(taken)
    const former = world.runFile()
    const [answer] = await begin(1)
    const { code, err } = await world.run(['restart'], { environment: { CLP_CODEX_PORT: String(port) } })
    expect(code).toBe(1)
    expect(err).toContain(`127.0.0.1:${port} for Codex`)
    expect(err).toContain(`The former CLP (process ${former.pid}) goes on as before`)
    expect(world.runFile()).toEqual(former)
    expect((await status()).pid).toBe(former.pid)
    await finish()
    expect(await answer).toBe(STREAM)
    taken.close()
    expect((await world.run(['restart'])).code).toBe(0)
    expect(world.runFile().pid).not.toBe(former.pid)
  })

  it('takes other ports when the environment names them, and lets the old ones go', async () => {
    const probe = createServer()
    const port = await listen(probe)
    await new Promise((resolve) => probe.close(resolve))
    const before = world.address('claude')
    expect((await world.run(['restart'], { environment: { CLP_CLAUDE_PORT: String(port) } })).code).toBe(0)
    expect(world.address('claude')).toBe(`http://127.0.0.1:${port}`)
    await expect(fetch(`${before}/health`)).rejects.toThrow()
    expect((await fetch(`${world.address('claude')}/health`)).status).toBe(200)
  })

  it('is not for a token of the UI, because it names a program', async () => {
    const { ui } = world.runFile().addresses
    const response = await fetch(`${ui}/api/daemon/replace`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ node: '/bin/sh', guardian: '-c', main: 'x', environment: {} }),
    })
    expect(response.status).toBe(403)
  })

  it('stops a foreground CLP first, and says why', async () => {
    await world.run(['stop'])
    const child = world.spawn(['run'])
    await vi.waitFor(() => expect(world.runFile().pid).toBe(child.pid), PATIENCE)
    const ended = once(child, 'exit')
    const { code, err } = await world.run(['restart'])
    expect({ code, ended: await ended }).toEqual({ code: 0, ended: [0, null] })
    expect(err).toContain('"clp run"')
    expect(world.runFile().pid).not.toBe(child.pid)
  })
})

describe('a crash of the daemon', () => {
  it('is followed by another one on the same ports, and status says so until the next restart', async () => {
    const former = world.runFile()
    process.kill(former.pid, 'SIGKILL')
    // Refused by nobody: the connection waits on the socket that the guardian holds.
    expect((await fetch(`${world.address('claude')}/health`)).status).toBe(200)
    await vi.waitFor(() => expect(world.runFile().pid).not.toBe(former.pid), PATIENCE)
    expect(world.runFile().addresses).toEqual(former.addresses)
    expect((await world.run(['status'])).out).toContain(
      'CLP crashed and was started again 1 times; the last time: SIGKILL',
    )
    expect((await world.run(['restart'])).code).toBe(0)
    expect((await status()).notices.map(({ code }: { code: string }) => code)).not.toContain('crash-restarted')
  })

  it("is nobody else's business: with the guardian killed, restart and stop work", async () => {
    const guardian = (): number => JSON.parse(readFileSync(join(world.home, 'run', 'guardian.json'), 'utf8')).pid
    const first = guardian()
    process.kill(first, 'SIGKILL')
    await vi.waitFor(async () => expect(await hasEnded(first)).toBe(true), PATIENCE)
    expect((await status()).notices.map(({ code }: { code: string }) => code)).toContain('guardian-gone')
    expect((await world.run(['restart'])).code).toBe(0)
    const second = guardian()
    expect(second).not.toBe(first)
    expect((await status()).notices.map(({ code }: { code: string }) => code)).not.toContain('guardian-gone')
    process.kill(second, 'SIGKILL')
    await vi.waitFor(async () => expect(await hasEnded(second)).toBe(true), PATIENCE)
    expect((await world.run(['stop'])).code).toBe(0)
    expect((await world.run(['start'])).code).toBe(0)
  })

  it('that repeats itself ends with the reason in status, and "start" tries again', async () => {
    const { pid } = world.runFile()
    const guardian = JSON.parse(readFileSync(join(world.home, 'run', 'guardian.json'), 'utf8'))
    await world.crash()
    const gaveUp = {
      ...guardian,
      state: 'gave-up',
      restarts: 5,
      inRow: 6,
      lastAt: 1,
      lastReason: 'exit code 1: Error: x',
    }
    writeFileSync(join(world.home, 'run', 'guardian.json'), JSON.stringify(gaveUp))
    const { code, out } = await world.run(['status'])
    expect(code).toBe(3)
    expect(out).toContain('CLP crashed 6 times in a row and is not started again: exit code 1: Error: x')
    expect(JSON.parse((await world.run(['status', '--json'])).out).crash).toMatchObject({ gaveUp: true, restarts: 5 })
    expect((await world.run(['start'])).code).toBe(0)
    expect(world.runFile().pid).not.toBe(pid)
    expect((await world.run(['status'])).out).not.toContain('crashed')
  })
})
