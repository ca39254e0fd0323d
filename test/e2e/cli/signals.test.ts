/** Signals that CLP does not know neither end it nor open Node's debugger in it: tried on its real processes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type ClpWorld, createClpWorld } from '../../kit/clp-process.ts'

// A command is a process that loads its modules: many of them in a row take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const ALL = ['SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGVTALRM', 'SIGIO', 'SIGPWR', 'SIGSTKFLT']
const SIGNALS = ALL.filter((name) => name in constants.signals) as NodeJS.Signals[]
const DEBUGGER = 'Debugger listening'
const PATIENCE = { timeout: 60_000 }

let world: ClpWorld
beforeEach(() => {
  world = createClpWorld()
})
afterEach(() => world.end())

const saidBy = (child: ChildProcess): (() => string) => {
  let said = ''
  const add = (chunk: Buffer): void => {
    said += String(chunk)
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  return () => said
}

const status = async (): Promise<number> => (await fetch(`${world.runFile().addresses.ui}/api/status`)).status

it.skipIf(process.platform === 'win32')('are answered by Node itself with a debugger, or with the end', async () => {
  const script = 'setInterval(() => undefined, 1000); console.log("ready")'
  const child = spawn(process.execPath, ['--inspect-port=0', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said = saidBy(child)
  await vi.waitFor(() => expect(said()).toContain('ready'), PATIENCE)
  child.kill('SIGUSR1')
  await vi.waitFor(() => expect(said()).toContain(DEBUGGER), PATIENCE)
  child.kill('SIGUSR2')
  expect(await once(child, 'exit')).toEqual([null, 'SIGUSR2'])
})

it.skipIf(process.platform === 'win32')('leave a daemon and its supervisor as they are', async () => {
  expect((await world.run(['start'])).code).toBe(0)
  const { pid } = world.runFile()
  const supervisor = JSON.parse(readFileSync(join(world.home, 'run', 'guardian.json'), 'utf8')).pid as number
  for (const signal of SIGNALS) {
    process.kill(pid, signal)
    process.kill(supervisor, signal)
    expect(await status()).toBe(200)
  }
  expect((await world.run(['stop'])).code).toBe(0)
  expect(readFileSync(join(world.home, 'run', 'ui.log'), 'utf8')).not.toContain(DEBUGGER)
})

it.skipIf(process.platform === 'win32')('leave a CLP in the foreground as it is, which a known one ends', async () => {
  const child = world.spawn(['run'])
  const said = saidBy(child)
  const ended = once(child, 'exit')
  await vi.waitFor(() => expect(said()).toContain('CLP is running'), PATIENCE)
  for (const signal of SIGNALS) {
    child.kill(signal)
    expect(await status()).toBe(200)
  }
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  expect(said()).not.toContain(DEBUGGER)
})
