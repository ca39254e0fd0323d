import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Home, homeAt } from '../store/files/home.ts'
import { identify } from './process-identity.ts'
import type { RunFile } from './run-file.ts'
import { hasEnded, readRunning } from './running.ts'

let home: Home
let run: RunFile
beforeEach(async () => {
  home = homeAt(mkdtempSync(join(tmpdir(), 'clp-running-')))
  mkdirSync(home.run)
  const self = await identify(process.pid)
  const addresses = { services: [], ui: 'http://127.0.0.1:2' }
  run = {
    pid: process.pid,
    mark: self?.mark ?? '',
    instance: 'a',
    controlKey: 'k',
    addresses,
    version: '2',
    startedAt: 1,
  }
})
afterEach(() => rmSync(home.root, { recursive: true, force: true }))
const write = (text: string) => writeFileSync(home.pidFile, text)

describe('readRunning', () => {
  it('finds the living daemon', async () => {
    write(JSON.stringify(run))
    expect(await readRunning(home)).toEqual(run)
    expect(await hasEnded(run)).toBe(false)
  })

  it('never takes another program under the same PID for the daemon', async () => {
    const stale = { ...run, mark: 'an earlier life' }
    write(JSON.stringify(stale))
    expect(await readRunning(home, async () => stale.instance)).toBeUndefined()
    expect(await hasEnded(stale)).toBe(true)
  })

  it.each(['', '12345', '{"pid": 1}', 'null', '[]', '{"pid": "1"'])('finds no daemon in %j', async (text) => {
    write(text)
    expect(await readRunning(home)).toBeUndefined()
  })

  it('believes the API where the system gives no mark, and only the right instance', async () => {
    const unmarked = { ...run, mark: '' }
    write(JSON.stringify(unmarked))
    expect(await readRunning(home, async () => 'a')).toEqual(unmarked)
    expect(await readRunning(home, async () => 'another run')).toBeUndefined()
    expect(await readRunning(home)).toBeUndefined()
  })
})
