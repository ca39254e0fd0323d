import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Home, homeAt } from '../../store/files/home.ts'
import { OUTPUT_LOG, startDetached } from './detach.ts'

let home: Home
let started: number[]
beforeEach(() => {
  home = homeAt(mkdtempSync(join(tmpdir(), 'clp-detach-')))
  started = []
})
afterEach(() => {
  for (const pid of started) process.kill(pid, 'SIGKILL')
  rmSync(home.root, { recursive: true, force: true })
})

const start = (script: string, options: Partial<{ home: Home }> = {}) =>
  startDetached({ home, script: ['-e', script], environment: process.env, ...options })
const ADDRESSES = { services: [], ui: 'http://127.0.0.1:2' }

describe('starting detached', () => {
  it('resolves when the daemon says that it is ready, and lets it live on in the home folder', async () => {
    const ready = JSON.stringify({ type: 'ready', pid: 0, addresses: ADDRESSES })
    const script = `console.log(process.cwd());process.send({...${ready}, pid: process.pid}); setInterval(() => {}, 1000)`
    const { pid, addresses } = await start(script)
    started.push(pid)
    expect(addresses).toEqual(ADDRESSES)
    expect(() => process.kill(pid, 0)).not.toThrow()
    expect(readFileSync(join(home.run, OUTPUT_LOG), 'utf8').trim()).toBe(home.root)
  })

  it('throws the reason the daemon gives', async () => {
    const reason = { code: 'port-in-use', what: 'UI', host: '127.0.0.1', port: 9, variable: 'CLP_UI_PORT' }
    const script = `process.send(${JSON.stringify({ type: 'failed', reason })}, () => process.exit(1))`
    await expect(start(script)).rejects.toMatchObject({ reason })
  })

  it('throws when the daemon ends without a word, and keeps what it printed', async () => {
    await expect(start('console.error("broken"); process.exit(3)')).rejects.toMatchObject({
      reason: { code: 'failed', message: expect.stringContaining('exit code 3') },
    })
    expect(readFileSync(join(home.run, OUTPUT_LOG), 'utf8')).toContain('broken')
  })

  it('throws when the daemon is killed before it is ready', async () => {
    await expect(start('process.kill(process.pid, "SIGKILL")')).rejects.toMatchObject({
      reason: { message: expect.stringMatching(/SIGKILL|exit code/) },
    })
  })

  it('throws when what comes is no message of ours', async () => {
    await expect(start('process.send("hello")')).rejects.toMatchObject({ reason: { code: 'failed' } })
  })

  it('names the path when the home is a file', async () => {
    const file = join(home.root, 'file')
    writeFileSync(file, '')
    await expect(start('0', { home: homeAt(file) })).rejects.toMatchObject({
      reason: { code: 'home-unwritable', path: expect.stringContaining(file) },
    })
    expect(existsSync(join(home.run, OUTPUT_LOG))).toBe(false)
  })
})
