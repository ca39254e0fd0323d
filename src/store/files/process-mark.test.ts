import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { livenessOf, ownMark } from './process-mark.ts'

test('this process lives', () => {
  expect(livenessOf(ownMark())).toBe(process.platform === 'linux' ? 'alive' : 'unknown')
})

test('a process that has ended is dead', () => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  expect(livenessOf({ ...ownMark(), pid })).toBe('dead')
})

test.skipIf(process.platform !== 'linux')('a PID that was given to another process is not the former one', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  try {
    await once(child, 'spawn')
    expect(livenessOf({ ...ownMark(), pid: child.pid ?? 0 })).toBe('dead')
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})

test('of another machine nothing is known', () => {
  expect(livenessOf({ ...ownMark(), machine: 'elsewhere' })).toBe('unknown')
})
