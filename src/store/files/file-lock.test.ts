import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { acquireFileLock, type FileLockOptions, LockTimeout } from './file-lock.ts'
import { livenessOf, ownMark } from './process-mark.ts'

let folder: string
let options: FileLockOptions
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'clp-lock-')), 'run')
  options = { path: join(folder, 'documents.lock'), clock: { now: Date.now }, waitMs: 0 }
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

/** A process that has ended, so that nobody has its PID and birth any more. */
const deadMark = () => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  return { ...ownMark(), pid, birth: '1' }
}
const place = (number: number, content: unknown) => {
  writeFileSync(
    join(folder, `documents.lock.${number}`),
    typeof content === 'string' ? content : JSON.stringify(content),
  )
}

test('is held by one at a time, and goes from hand to hand', async () => {
  const first = await acquireFileLock(options)
  expect(first.isMine()).toBe(true)
  expect(statSync(first.path).mode & 0o777).toBe(0o600)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  await expect(acquireFileLock(options)).rejects.toThrow(LockTimeout)
  first.release()
  const second = await acquireFileLock(options)
  expect(second.isMine()).toBe(true)
  expect(first.isMine()).toBe(false)
  second.release()
})

test('the error names the holder and the file to delete, and deleting it helps', async () => {
  const held = await acquireFileLock(options)
  await expect(acquireFileLock(options)).rejects.toThrow(`process ${process.pid} holds "${held.path}"`)
  rmSync(held.path)
  const next = await acquireFileLock(options)
  expect(next.isMine()).toBe(true)
  held.release()
})

test('waits for the holder', async () => {
  const held = await acquireFileLock(options)
  const waiting = acquireFileLock({ ...options, waitMs: 10_000 })
  held.release()
  expect((await waiting).isMine()).toBe(true)
})

test('leaves at most two files behind, however often it is taken', async () => {
  for (let count = 0; count < 12; count += 1) (await acquireFileLock(options)).release()
  expect(readdirSync(folder).length).toBeLessThanOrEqual(2)
})

describe('takes over', () => {
  beforeEach(async () => (await acquireFileLock(options)).release())

  test('from a process that has ended', async () => {
    place(2, deadMark())
    expect((await acquireFileLock(options)).isMine()).toBe(true)
  })

  test('from a process whose PID belongs to another one now', async () => {
    place(2, { ...ownMark(), birth: '1' })
    const liveness = livenessOf({ ...ownMark(), birth: '1' })
    // Where the system does not tell births apart, the holder keeps the lock until it is old.
    if (liveness === 'dead') expect((await acquireFileLock(options)).isMine()).toBe(true)
    else await expect(acquireFileLock(options)).rejects.toThrow(LockTimeout)
  })

  test.each([
    ['another machine', { ...ownMark(), machine: 'elsewhere' }, 61_000],
    ['nobody, for its creator died between two lines', '', 3000],
  ])('from %s only when the lock is old', async (_whose, content, age) => {
    place(2, content)
    await expect(acquireFileLock(options)).rejects.toThrow(LockTimeout)
    const later = { ...options, clock: { now: () => Date.now() + age } }
    expect((await acquireFileLock(later)).isMine()).toBe(true)
  })

  test('as one of many who try it at once', async () => {
    place(2, deadMark())
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => acquireFileLock(options)))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

test('who comes late to a number that others have gone through steps back', async () => {
  const held = await acquireFileLock(options)
  place(5, ownMark())
  expect(held.isMine()).toBe(false)
  await expect(acquireFileLock(options)).rejects.toThrow(`holds "${join(folder, 'documents.lock.5')}"`)
})

test('a folder that cannot be written is named', async () => {
  writeFileSync(join(folder, '..', 'file'), '')
  await expect(acquireFileLock({ ...options, path: join(folder, '..', 'file', 'run', 'lock') })).rejects.toThrow(
    /Cannot write to ".*file\/run": a part of its path is not a folder \(ENOTDIR\)/,
  )
})
