/** The life of the daemon as a shell sees it: start, stop, restart, status, run, on real processes and ports. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { identify } from '../../../src/process/process-identity.ts'
import { type ClpWorld, createClpWorld } from '../../kit/clp-process.ts'
import { listen } from '../../kit/fake-upstream.ts'

// A command is a process that loads its modules: many of them in a row take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let world: ClpWorld
beforeEach(() => {
  world = createClpWorld()
})
afterEach(() => world.end())

/** A process that has ended, also one that nobody has waited for yet. */
const hasEnded = async (pid: number): Promise<boolean> => (await identify(pid)) === undefined
const pidFile = () => join(world.home, 'run', 'clp.pid')
const endingOf = (child: ChildProcess) => once(child, 'exit') as Promise<[number | null, string | null]>

describe('clp start and stop', () => {
  it('starts, answers on every port, says so twice, stops, and says that it is not running', async () => {
    const first = await world.run(['start'])
    expect(first).toMatchObject({ code: 0, err: '' })
    const { pid, addresses } = world.runFile()
    expect(first.out).toContain(`CLP is running (process ${pid})`)
    for (const { address, id } of addresses.services) {
      expect(first.out).toContain(address)
      expect(await (await fetch(`${address}/health`)).json()).toEqual({ status: 'ok', service: id })
    }
    expect(first.out).toContain(addresses.ui)
    expect(first.out).toContain('clp add claude work --base-url https://api.anthropic.com --api-key - --active')
    expect(first.out).toContain('clp attach claude')
    expect(first.out).toContain('clp attach codex')
    const empty = (await world.run(['status'])).out
    expect(empty).toContain('! Claude has no upstream\n    fix with: clp add claude work --base-url')
    expect(empty).toContain('! Codex has no upstream')

    expect((await world.run(['attach', 'claude', '--yes'])).code).toBe(0)
    const again = await world.run(['start'], { environment: { PATH: world.home } })
    expect(again).toMatchObject({ code: 0, err: '' })
    expect(again.out).toContain(`CLP runs already (process ${pid})`)
    expect(again.out).not.toContain('clp attach claude')
    expect(again.out).toContain('clp attach codex')
    expect(again.out).toContain('write "npx clp"')
    expect(world.runFile().pid).toBe(pid)

    const stopped = await world.run(['stop'])
    expect(stopped).toEqual({ code: 0, out: `CLP has stopped (process ${pid})\n`, err: '' })
    expect(await hasEnded(pid)).toBe(true)
    expect(existsSync(pidFile())).toBe(false)
    expect(readdirSync(join(world.home, 'run', 'clp.lock'))).toEqual([])
    await expect(fetch(`${addresses.ui}/health`)).rejects.toThrow()
    expect(await world.run(['stop'])).toEqual({ code: 3, out: '', err: 'Error: CLP is not running\n' })
  })

  it('gives a script the addresses as JSON', async () => {
    const { out } = await world.run(['start', '--json'])
    const { pid, addresses } = world.runFile()
    expect(JSON.parse(out)).toEqual({ pid, alreadyRunning: false, ...addresses })
  })

  it('keeps the run file and the logs to their owner', async () => {
    await world.run(['start'])
    expect(statSync(pidFile()).mode & 0o777).toBe(0o600)
    expect(statSync(join(world.home, 'run')).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(join(world.home, 'run')).filter((file) => file.endsWith('.log'))) {
      expect([name, statSync(join(world.home, 'run', name)).mode & 0o077]).toEqual([name, 0])
    }
  })

  it('makes one daemon of two starts at the same moment', async () => {
    const both = await Promise.all([world.run(['start']), world.run(['start'])])
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    const pids = both.map(({ out }) => /process (\d+)/.exec(out)?.[1])
    expect(new Set(pids)).toEqual(new Set([String(world.runFile().pid)]))
  })

  it('restarts as another process, and starts when nothing runs', async () => {
    expect((await world.run(['restart'])).code).toBe(0)
    const { pid } = world.runFile()
    const { code, out } = await world.run(['restart'])
    expect(code).toBe(0)
    expect(out).toContain(`The former CLP (process ${pid}) had no running request`)
    expect(out).toContain(`CLP is running (process ${world.runFile().pid})`)
    expect(world.runFile().pid).not.toBe(pid)
    await expect.poll(() => hasEnded(pid), { timeout: 20_000 }).toBe(true)
  })

  it('understands a relative home', async () => {
    const { code, out } = await world.run(['start', '--json'], {
      environment: { CLP_HOME: `.${'/..'.repeat(20)}${world.home}` },
    })
    expect(code).toBe(0)
    expect(JSON.parse(out).pid).toBe(world.runFile().pid)
  })
})

describe('clp status', () => {
  it('tells from the daemon, and from the documents while it sleeps', async () => {
    await world.run(['add', 'claude', 'work', '--base-url', 'http://127.0.0.1:9', '--active'])
    const asleep = await world.run(['status', '--json'])
    expect(asleep.code).toBe(3)
    expect(JSON.parse(asleep.out)).toMatchObject({
      running: false,
      services: [
        { id: 'claude', active: 'work', upstreams: { total: 1, enabled: 1 } },
        { id: 'codex', active: null },
      ],
    })

    await world.run(['start'])
    const { pid } = world.runFile()
    const awake = await world.run(['status'])
    expect(awake).toMatchObject({ code: 0, err: '' })
    expect(awake.out).toContain(`process ${pid}`)
    expect(awake.out).toMatch(new RegExp(`Claude +${world.address('claude')} +work +ready`))
    expect(awake.out).not.toContain('Codex has no upstream')
    expect(JSON.parse((await world.run(['status', '--json'])).out)).toMatchObject({ running: true, pid })
  })

  it('names file, line and field of a document that is not in force, awake or asleep', async () => {
    mkdirSync(join(world.home, 'data'), { recursive: true })
    writeFileSync(join(world.home, 'data/lb_config.json'), '{\n  "options": {\n    "holdBackMs": "long"\n  }\n}\n')
    writeFileSync(join(world.home, 'claude.json'), '{\n  "work": {\n    "base_url": 7\n  }\n}\n')
    const entry = 'claude.json:3:17: work is not used, the others are: work.base_url must be text in quotes'
    const asleep = await world.run(['status'])
    expect(asleep.code).toBe(3)
    expect(asleep.out).toContain('lb_config.json')
    expect(asleep.out).toContain('line 3, field options.holdBackMs')
    expect(asleep.out).toContain(entry)
    await world.run(['start'])
    const { out } = await world.run(['status'])
    expect(out).toContain('lb_config.json')
    expect(out).toContain('options.holdBackMs')
    expect(out).toContain(entry)
  })
})

describe('what does not count as running', () => {
  it('a run file whose process has ended', async () => {
    await world.run(['start'])
    const { pid } = world.runFile()
    await world.crash()
    expect(existsSync(pidFile())).toBe(true)
    expect((await world.run(['status'])).code).toBe(3)
    expect((await world.run(['stop'])).code).toBe(3)
    const { code, out } = await world.run(['start'])
    expect(code).toBe(0)
    expect(out).toContain('CLP is running')
    expect(world.runFile().pid).not.toBe(pid)
  })

  it('a run file whose PID belongs to another program, which is never killed', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    try {
      await world.run(['start'])
      const run = world.runFile()
      await world.run(['stop'])
      writeFileSync(pidFile(), JSON.stringify({ ...run, pid: stranger.pid }))
      expect((await world.run(['status'])).code).toBe(3)
      expect((await world.run(['stop', '--timeout', '0'])).code).toBe(3)
      expect((await world.run(['restart', '--timeout', '0'])).code).toBe(0)
      expect(world.runFile().pid).not.toBe(stranger.pid)
      expect(stranger.exitCode).toBeNull()
      expect(stranger.signalCode).toBeNull()
    } finally {
      stranger.kill('SIGKILL')
    }
  })

  it('a run file that holds something else', async () => {
    mkdirSync(join(world.home, 'run'), { recursive: true })
    writeFileSync(pidFile(), '12345')
    expect((await world.run(['stop'])).code).toBe(3)
    expect((await world.run(['start'])).code).toBe(0)
  })
})

describe('a start that fails', () => {
  it('names the program that holds the port, and leaves nothing running', async () => {
    const server = createServer()
    const port = await listen(server)
    const { code, out, err } = await world.run(['start'], { environment: { CLP_UI_PORT: String(port) } })
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(`127.0.0.1:${port} for UI`)
    if (process.platform === 'linux') expect(err).toContain(`process ${process.pid}`)
    expect(err).toContain('CLP_UI_PORT')
    expect(existsSync(pidFile())).toBe(false)
    expect(readdirSync(join(world.home, 'run', 'clp.lock'))).toEqual([])
    // The log says that once, and complains of nothing that follows from it.
    expect(readFileSync(join(world.home, 'run', 'ui.log'), 'utf8')).not.toContain('Cannot read')
    server.close()
    expect((await world.run(['start'], { environment: { CLP_UI_PORT: String(port) } })).code).toBe(0)
  })

  it.runIf(process.platform === 'linux')('recognises a running Python CLP and says how to stop it', async () => {
    // What counts is the name in the command line; installing Python for this would prove nothing more.
    const script = `require('node:http').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
    const former = spawn(process.execPath, ['-e', script], { argv0: 'python3', stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      const [line] = (await once(former.stdout, 'data')) as [Buffer]
      const port = line.toString().trim()
      mkdirSync(join(world.home, 'run'), { recursive: true })
      writeFileSync(join(world.home, 'run', 'claude_code_proxy.pid'), String(former.pid))
      const { code, err } = await world.run(['start'], { environment: { CLP_CLAUDE_PORT: port } })
      expect(code).toBe(1)
      expect(err).toContain('Python version of CLP')
      expect(err).toContain(`kill ${former.pid}`)
      expect(former.exitCode).toBeNull()
    } finally {
      former.kill('SIGKILL')
    }
  })

  it('ends the daemon again when it cannot make itself known', async () => {
    mkdirSync(join(world.home, 'run/clp.pid'), { recursive: true })
    const { code, err } = await world.run(['start'])
    expect(code).toBe(1)
    expect(err).toContain('clp.pid')
    expect(readdirSync(join(world.home, 'run', 'clp.lock'))).toEqual([])
  })

  it('names the path when the home is no folder', async () => {
    writeFileSync(world.home, 'a file')
    const { code, err } = await world.run(['start'])
    expect(code).toBe(1)
    expect(err).toContain(`Cannot write to "${world.home}`)
    expect(err).toContain('CLP_HOME')
  })

  it('refuses to listen to other machines unprotected, and prints the two commands that make it safe', async () => {
    const { code, err } = await world.run(['start'], { environment: { CLP_PROXY_HOST: '0.0.0.0' } })
    expect(code).toBe(1)
    expect(err).toContain('Cannot listen on 0.0.0.0')
    expect(err).toContain('clp auth generate --name me')
    expect(err).toContain('clp auth on')
  })

  it('refuses what is no port', async () => {
    const { code, err } = await world.run(['start'], { environment: { CLP_UI_PORT: 'http' } })
    expect(code).toBe(1)
    expect(err).toContain('CLP_UI_PORT')
  })
})

describe('clp run', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('stays in the foreground until %s, then leaves in order', async (signal) => {
    const child = world.spawn(['run'])
    let out = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    await expect.poll(() => out, { timeout: 20_000 }).toContain('Open the UI')
    expect(out).toContain(`CLP is running (process ${child.pid})`)
    expect((await world.run(['start'])).out).toContain(`CLP runs already (process ${child.pid})`)
    const ending = endingOf(child)
    child.kill(signal)
    expect(await ending).toEqual([0, null])
    expect(existsSync(pidFile())).toBe(false)
  })

  it('is refused beside a running daemon', async () => {
    await world.run(['start'])
    const { code, err } = await world.run(['run'])
    expect(code).toBe(1)
    expect(err).toContain(`Another CLP (process ${world.runFile().pid})`)
  })
})
