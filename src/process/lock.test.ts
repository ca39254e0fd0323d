import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../contract/clock.ts'
import { type Home, homeAt } from '../store/files/home.ts'
import { acquireLock, type HomeLock, lockHolder } from './lock.ts'
import { identify } from './process-identity.ts'
import { readRunFile } from './run-file.ts'
import { readRunning } from './running.ts'
import { StartFailure } from './start-failure.ts'

const ADDRESSES = {
  services: [{ id: 'one', label: 'One', client: 'One Code', address: 'http://127.0.0.1:1', port: 1 }],
  ui: 'http://127.0.0.1:2',
}

let root: string
let home: Home
let held: HomeLock[]

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'clp-lock-'))
  home = homeAt(join(root, 'home'))
  held = []
})
afterEach(() => {
  for (const lock of held) lock.release()
  rmSync(root, { recursive: true, force: true })
})

const take = async () => {
  const lock = await acquireLock(home, systemClock)
  held.push(lock)
  return lock
}
const layClaim = (claim: object) => {
  mkdirSync(home.lockFile, { recursive: true })
  writeFileSync(join(home.lockFile, `0-${Math.random()}.claim`), JSON.stringify(claim))
}
const claims = () => readdirSync(home.lockFile).filter((name) => name.endsWith('.claim'))

describe('the lock of a home', () => {
  it('is given once, and again after its release', async () => {
    const first = await take()
    await expect(take()).rejects.toThrow(StartFailure)
    await expect(take()).rejects.toMatchObject({ reason: { code: 'already-running', pid: process.pid } })
    expect(await lockHolder(home)).toBe(process.pid)
    first.release()
    expect(await lockHolder(home)).toBeUndefined()
    const second = await take()
    expect(second.instance).not.toBe(first.instance)
    expect(second.controlKey).not.toBe(first.controlKey)
  })

  it('goes to exactly one of many that ask at the same moment, stale claims or not', async () => {
    for (let round = 0; round < 10; round += 1) {
      layClaim({ pid: process.pid, mark: 'an earlier life', held: true })
      layClaim({ pid: 2 ** 30, mark: 'x', held: true })
      const results = await Promise.allSettled(Array.from({ length: 8 }, take))
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
      expect(claims()).toHaveLength(1)
      for (const lock of held.splice(0)) lock.release()
    }
  })

  it('is taken from a process that was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    layClaim({ ...(await identify(child.pid ?? 0)), held: true })
    await expect(take()).rejects.toMatchObject({ reason: { code: 'already-running', pid: child.pid } })
    child.kill('SIGKILL')
    await once(child, 'exit')
    await take()
    expect(claims()).toHaveLength(1)
  })

  it('is not blocked by a claim that a power cut left empty', async () => {
    mkdirSync(home.lockFile, { recursive: true })
    writeFileSync(join(home.lockFile, '0.claim'), '')
    await take()
  })

  it('keeps home, run folder and claims to their owner', async () => {
    const lock = await take()
    lock.publish(ADDRESSES, '2.0.0')
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)
    expect(mode(home.root)).toBe('700')
    expect(mode(home.run)).toBe('700')
    expect(mode(home.pidFile)).toBe('600')
  })

  it('says which path cannot be written when the home is a file', async () => {
    writeFileSync(home.root, 'not a folder')
    await expect(take()).rejects.toMatchObject({
      reason: { code: 'home-unwritable', path: home.root, system: expect.stringMatching(/EEXIST|ENOTDIR/) },
    })
  })
})

describe('the run file', () => {
  it('finds the living daemon and is gone after its release', async () => {
    const lock = await take()
    expect(await readRunning(home)).toBeUndefined()
    const run = lock.publish(ADDRESSES, '2.0.0')
    expect(run).toMatchObject({ pid: process.pid, version: '2.0.0', addresses: ADDRESSES, instance: lock.instance })
    expect(await readRunning(home)).toEqual(run)
    lock.release()
    expect(await readRunning(home)).toBeUndefined()
    expect(readRunFile(home.pidFile)).toBeUndefined()
  })

  it('of a later run is left alone by an earlier one that ends late', async () => {
    const first = await take()
    first.publish(ADDRESSES, '2.0.0')
    const foreign = { ...first.publish(ADDRESSES, '2.0.0'), instance: 'a later run' }
    writeFileSync(home.pidFile, JSON.stringify(foreign))
    first.release()
    expect(readRunFile(home.pidFile)?.instance).toBe('a later run')
  })
})
