/** The supervisor as the process it is, over daemons that are scripts of a few lines. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { identify } from '../../process/process-identity.ts'
import type { SupervisorOptions } from './supervisor.ts'
import { readSupervisorNote } from './supervisor-note.ts'

const ENTRY = fileURLToPath(new URL('../../../dist/daemon/supervisor-entry.js', import.meta.url))
const PATIENCE = { timeout: 30_000 }

let home: string
let note: string
let supervisor: ChildProcess
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'clp-supervisor-'))
  note = join(home, 'run', 'guardian.json')
})
afterEach(() => {
  supervisor.kill('SIGKILL')
  for (const pid of workers()) if (pid !== process.pid) kill(pid)
  rmSync(home, { recursive: true, force: true })
})

/** PIDs of the daemons so far, each of which writes its own down. */
const workers = (): number[] =>
  existsSync(join(home, 'pids')) ? readFileSync(join(home, 'pids'), 'utf8').trim().split('\n').map(Number) : []
const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

/** A daemon that writes down its PID, then does what `body` says. `ready()` reports, `briefing` is what it was told. */
const daemon = (body: string): string => `
  require('node:fs').appendFileSync('pids', process.pid + '\\n')
  const briefing = JSON.parse(process.env.CLP_GUARDIAN)
  const ready = () => process.send({ type: 'ready', pid: process.pid, addresses: { services: [], ui: 'x' } })
  ${body}`

/** Serves its PID over a socket that outlives it. */
const SERVING = daemon(`
  const server = require('node:http').createServer((request, response) => response.end(String(process.pid)))
  const began = () => {
    require('node:fs').writeFileSync('port', String(server.address().port))
    if (briefing.sockets === 0) process.send({ type: 'socket', name: 'one', host: 'h', port: 0 }, server._handle)
    ready()
  }
  process.on('message', (message, handle) => {
    if (message.type === 'socket') server.listen(handle, began)
    if (message.type === 'stop') process.send({ type: 'draining' }, () => process.exit())
  })
  if (briefing.sockets === 0) server.listen(0, '127.0.0.1', began)`)

const start = async (script: string, over: Partial<SupervisorOptions> = {}): Promise<unknown> => {
  const options = { home, note, script: ['-e', script], sockets: 0, ...over } satisfies SupervisorOptions
  supervisor = spawn(process.execPath, [ENTRY, JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const [message] = await once(supervisor, 'message')
  return message
}

const fetchPid = (): Promise<number> =>
  new Promise((resolve, reject) => {
    get(`http://127.0.0.1:${readFileSync(join(home, 'port'), 'utf8')}`, { agent: false }, (response) => {
      response.once('data', (text) => resolve(Number(text)))
    }).once('error', reject)
  })

describe('the supervisor', () => {
  it('starts the daemon again with the same socket, on which connections wait meanwhile', async () => {
    expect(await start(SERVING)).toMatchObject({ type: 'ready', pid: workers()[0] })
    const first = await fetchPid()
    process.kill(first, 'SIGKILL')
    const second = await fetchPid()
    expect(second).not.toBe(first)
    await vi.waitFor(() => expect(readSupervisorNote(note)?.state).toBe('watching'), PATIENCE)
    expect(readSupervisorNote(note)).toMatchObject({ pid: supervisor.pid, restarts: 1, lastReason: 'SIGKILL' })
  })

  it('gives up after five tries, keeps the reason, and lets the port go', async () => {
    const script = daemon(`
      process.on('message', () => undefined)
      ready()
      process.send({ type: 'crash-message', text: 'Error: no more' }, () => process.exit(7))`)
    expect(await start(script, { rules: { delaysMs: [0, 1, 1, 1, 1], steadyMs: 60_000 } })).toMatchObject({
      type: 'ready',
    })
    await once(supervisor, 'exit')
    expect(workers()).toHaveLength(6)
    expect(readSupervisorNote(note)).toMatchObject({
      state: 'gave-up',
      restarts: 5,
      inRow: 6,
      lastReason: 'exit code 7: Error: no more',
    })
  })

  it('does not try again what never started, and reports why', async () => {
    const reason = { code: 'port-in-use', what: 'UI', host: 'h', port: 1, variable: 'V' }
    const script = daemon(`process.send({ type: 'failed', reason: ${JSON.stringify(reason)} }, () => process.exit(1))`)
    expect(await start(script)).toEqual({ type: 'failed', reason })
    await once(supervisor, 'exit')
    expect(workers()).toHaveLength(1)
    expect(existsSync(note)).toBe(false)
  })

  it('ends with a daemon that drains', async () => {
    const script = daemon(`ready(); process.send({ type: 'draining' }, () => process.exit(1))`)
    await start(script)
    await once(supervisor, 'exit')
    expect(workers()).toHaveLength(1)
    expect(existsSync(note)).toBe(false)
  })

  it('passes a signal on as a message, so that the daemon can finish', async () => {
    await start(SERVING)
    supervisor.kill('SIGTERM')
    await once(supervisor, 'exit')
    expect(existsSync(note)).toBe(false)
    expect(await identify(workers()[0] ?? 0)).toBeUndefined()
    await expect(fetchPid()).rejects.toThrow('ECONNREFUSED')
  })

  it('lets a daemon go on when it is killed itself', async () => {
    await start(SERVING)
    supervisor.kill('SIGKILL')
    await once(supervisor, 'exit')
    expect(await fetchPid()).toBe(workers()[0])
  })

  it('goes on when its note cannot be written', async () => {
    writeFileSync(join(home, 'run'), 'a file where the folder should be')
    expect(await start(SERVING)).toMatchObject({ type: 'ready' })
    expect(await fetchPid()).toBe(workers()[0])
  })
})
