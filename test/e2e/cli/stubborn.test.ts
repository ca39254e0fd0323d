/** `clp stop` against a daemon that does not stop by itself, and one that cannot be proven to be the daemon. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { identify } from '../../../src/process/process-identity.ts'
import { homeAt } from '../../../src/store/files/home.ts'
import { type ClpWorld, createClpWorld } from '../../kit/clp-process.ts'

vi.setConfig({ testTimeout: 120_000 })

let world: ClpWorld
let hung: ChildProcess
beforeEach(() => {
  world = createClpWorld()
})
afterEach(() => {
  hung.kill('SIGKILL')
  world.end()
})

/** A process that listens, says whatever `answer` makes it say, and does what `onTerm` says on SIGTERM. */
const pretend = async (answer: string, onTerm: string): Promise<void> => {
  const script = `
    process.on('SIGTERM', () => { ${onTerm} })
    require('node:http').createServer((request, response) => { ${answer} })
      .listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
  hung = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [port] = (await once(hung.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  const home = homeAt(world.home)
  mkdirSync(home.run, { recursive: true })
  const ui = `http://127.0.0.1:${port.toString().trim()}`
  const self = await identify(hung.pid ?? 0)
  const run = {
    ...self,
    instance: 'i',
    controlKey: 'k',
    addresses: { services: [], ui },
    version: '2.0.0',
    startedAt: 1,
  }
  writeFileSync(home.pidFile, JSON.stringify(run))
}

describe('clp stop', () => {
  it('sends SIGTERM to a daemon whose API refuses', async () => {
    await pretend('response.writeHead(500).end()', 'process.exit(0)')
    const { code, out } = await world.run(['stop', '--timeout', '1'])
    expect({ code, out }).toEqual({ code: 0, out: `CLP has stopped (process ${hung.pid})\n` })
    expect(existsSync(homeAt(world.home).pidFile)).toBe(false)
  })

  it('kills a daemon that promises to stop and does not', async () => {
    await pretend(`response.end('{"ok":true,"pid":1,"openRequests":0}')`, '')
    const ending = once(hung, 'exit')
    const { code, out } = await world.run(['stop', '--timeout', '0'])
    expect(code).toBe(0)
    expect(out).toContain('did not stop by itself and was ended')
    expect(await ending).toEqual([null, 'SIGKILL'])
  })
})
