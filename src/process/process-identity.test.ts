import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { checkIdentity, identify } from './process-identity.ts'

const sleeper = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })

describe('process identity', () => {
  it('recognises this very process, always the same way', async () => {
    const self = await identify(process.pid)
    expect(self?.mark).not.toBe('')
    expect(await identify(process.pid)).toEqual(self)
    expect(self && (await checkIdentity(self))).toBe('same')
  })

  it('takes another life under the same PID for gone', async () => {
    expect(await checkIdentity({ pid: process.pid, mark: 'boot:1' })).toBe('gone')
  })

  it('tells two processes apart and sees one end', async () => {
    const child = sleeper()
    const identity = await identify(child.pid ?? 0)
    expect(identity).toBeDefined()
    if (identity === undefined) return
    expect(await checkIdentity(identity)).toBe('same')
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await checkIdentity(identity)).toBe('gone')
  })

  it.runIf(process.platform === 'linux')('counts a zombie as gone', async () => {
    // A shell that never waits for its child leaves a zombie behind once that child has ended; one that ends before the `exec` may be reaped.
    const script = 'sleep 1 & echo $!; exec sleep 30'
    const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] })
    const [line] = (await once(parent.stdout, 'data')) as [Buffer]
    const zombie = Number(line.toString())
    await expect.poll(() => identify(zombie)).toBeUndefined()
    // Still in the process table, so only the state tells.
    expect(() => process.kill(zombie, 0)).not.toThrow()
    parent.kill('SIGKILL')
  })

  it.each([0, -1, 1.5, Number.NaN, 2 ** 40])('has nobody for the impossible PID %s', async (pid) => {
    expect(await identify(pid)).toBeUndefined()
  })

  it('admits that it does not know when the system gives no mark', async () => {
    expect(await checkIdentity({ pid: process.pid, mark: '' })).toBe('unknown')
  })

  it.skipIf(process.platform === 'win32')('reads the same process from ps, as on macOS', async () => {
    const first = await identify(process.pid, 'darwin')
    // A minimal system may have no ps at all; then the mark is unknown, never wrong.
    expect(first).toEqual(await identify(process.pid, 'darwin'))
    expect(first?.pid).toBe(process.pid)
  })
})
