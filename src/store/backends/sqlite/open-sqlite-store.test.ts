import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../../test/kit/fake-clock.ts'
import { NO_LIMITS } from '../../../../test/kit/open-backend.ts'
import { attemptAt, captured, recordOf } from '../../../../test/kit/records.ts'
import type { RecordStore } from '../../records/record-store.ts'
import { backendSuite } from '../backends.suite.ts'
import { type Connection, openConnection } from './database/driver.ts'
import { openSqliteStore, type SqliteStoreOptions } from './open-sqlite-store.ts'

const root = mkdtempSync(join(tmpdir(), 'clp-journal-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const T0 = Date.UTC(2026, 10, 22, 14, 5)
const clock = createFakeClock(T0)
const newFile = (): string => join(mkdtempSync(join(root, 'home-')), 'data', 'clp.db')
const open = (file: string, over: Partial<SqliteStoreOptions> = {}): Promise<RecordStore> =>
  openSqliteStore({ file, clock, limits: NO_LIMITS, ...over })

backendSuite('sqlite', (options) => openSqliteStore({ file: newFile(), ...options }))

const requestsOf = async (store: RecordStore): Promise<number> =>
  (await store.ledger.totals({ groupBy: [] }))[0]?.requests ?? 0

/** Keeps everybody else from writing until the connection is closed. */
const lock = (file: string): Connection => {
  const connection = openConnection(file)
  connection.exec('BEGIN IMMEDIATE')
  return connection
}

describe('openSqliteStore', () => {
  it('keeps records and totals over a restart', async () => {
    const file = newFile()
    const first = await open(file)
    first.journal.append(recordOf({ id: 'kept', request: captured('hello') }))
    await first.close()
    const second = await open(file)
    expect(await second.journal.find('kept')).toMatchObject({ id: 'kept', upstream: 'prod' })
    expect(await second.journal.status()).toMatchObject({ records: 1, warning: '' })
    expect(await requestsOf(second)).toBe(1)
    await second.close()
  })

  it('asks nothing once more when it is closed under a question', async () => {
    const store = await open(newFile())
    const asked = store.ledger.totals({ groupBy: [] })
    const answered = asked.then(
      () => 'answered',
      ({ message }: Error) => message,
    )
    await store.close()
    expect(await answered).toBe('The log database was closed')
    await expect(store.ledger.totals({ groupBy: [] })).rejects.toThrow('The log database was closed')
  })

  it('lets nobody else read its file', async () => {
    const file = newFile()
    const store = await open(file)
    for (const name of readdirSync(join(file, '..'))) {
      expect(statSync(join(file, '..', name)).mode & 0o777, name).toBe(0o600)
    }
    await store.close()
  })

  it('moves a file that is no database aside, says so, and works on', async () => {
    const file = newFile()
    await (await open(file)).close()
    writeFileSync(file, 'this is somebody else’s file'.repeat(500))
    const warnings: string[] = []
    const store = await open(file, { onWarning: (warning) => warnings.push(warning) })
    store.journal.append(recordOf({ id: 'after' }))
    await store.journal.flush()
    expect(await store.journal.find('after')).toBeDefined()
    const moved = readdirSync(join(file, '..')).find((name) => name.includes('.damaged-')) ?? ''
    expect(readFileSync(join(file, '..', moved), 'utf8')).toContain('somebody else')
    expect(moved).toBe('clp.db.damaged-2026-11-22T14-05-00-000Z')
    expect(warnings.at(-1)).toContain(`it was moved to "${join(file, '..', moved)}"`)
    expect((await store.journal.status()).warning).toContain('was damaged')
    await store.close()
  })

  it('begins a new file when the old one breaks while it is in use', async () => {
    const file = newFile()
    const first = await open(file)
    for (let index = 0; index < 200; index += 1) first.journal.append(recordOf({ id: `r${index}` }))
    await first.close()
    // Pages after the first: the file opens, and breaks when it is read.
    const bytes = readFileSync(file)
    writeFileSync(file, Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.byteLength - 4096, 0x55)]))
    const store = await open(file)
    store.journal.append(recordOf({ id: 'after' }))
    await store.journal.flush()
    expect(await store.journal.find('after')).toBeDefined()
    expect(readdirSync(join(file, '..')).some((name) => name.includes('.damaged-'))).toBe(true)
    await store.close()
  })

  it('waits out a locked file without losing a record, and says what is wrong meanwhile', async () => {
    const file = newFile()
    const store = await open(file)
    const locked = lock(file)
    for (let index = 0; index < 50; index += 1) store.journal.append(recordOf())
    await expect
      .poll(async () => (await store.journal.status()).warning, { timeout: 10_000 })
      .toContain('The log cannot be written: another program holds the database locked')
    locked.close()
    await store.journal.flush()
    expect(await store.journal.status()).toMatchObject({ records: 50, dropped: 0, warning: '' })
    await store.close()
  })

  it.each([
    // What waits is 12 KB with a body and 2 KB without, of 100 KB in all: some bodies must go, or all of them and records too.
    { count: 40, records: 41, bodies: ['r40'] },
    { count: 60, records: 49, bodies: [] },
  ])('gives up the oldest bodies first, then the oldest records, and never a count: $count', async (plan) => {
    const file = newFile()
    const store = await open(file, { capacity: 100_000 })
    const locked = lock(file)
    const append = (index: number): void =>
      store.journal.append(recordOf({ id: `r${index}`, startedAt: T0 + index, response: captured('x'.repeat(10_000)) }))
    append(0)
    await expect.poll(async () => (await store.journal.status()).warning, { timeout: 10_000 }).not.toBe('')
    // From here on the writer is busy with the first record.
    for (let index = 1; index <= plan.count; index += 1) append(index)
    locked.close()
    await store.journal.flush()
    const ids = (await store.journal.list({ limit: 100 })).items.map((item) => item.id)
    const newest = Array.from({ length: plan.records - 1 }, (_, index) => `r${plan.count - index}`)
    expect(ids).toEqual([...newest, 'r0'])
    const bodies = await Promise.all(newest.map((id) => store.journal.body(id, 'response')))
    expect(newest.filter((_, index) => bodies[index] !== undefined)).toEqual(plan.bodies)
    expect((await store.journal.status()).dropped).toBe(plan.count - plan.bodies.length + plan.count + 1 - plan.records)
    expect(await requestsOf(store)).toBe(plan.count + 1)
    await store.close()
  })

  it('answers questions while the file is locked for writing', async () => {
    const file = newFile()
    const store = await open(file)
    store.journal.append(recordOf({ id: 'r' }))
    await store.journal.flush()
    const locked = lock(file)
    expect((await store.journal.list({})).items).toHaveLength(1)
    expect(await requestsOf(store)).toBe(1)
    locked.close()
    await store.close()
  })

  it('gives disk space back', async () => {
    const file = newFile()
    const store = await open(file)
    const noise = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7919) % 251))
    for (let index = 0; index < 100; index += 1) store.journal.append(recordOf({ response: captured(noise) }))
    await store.journal.flush()
    await store.journal.clear()
    await expect.poll(() => statSync(file).size, { timeout: 10_000 }).toBeLessThan(600_000)
    await store.close()
  })

  it('keeps the file below its size', async () => {
    const file = newFile()
    const store = await open(file, { limits: { ...NO_LIMITS, bytes: 1_000_000 } })
    for (let index = 0; index < 300; index += 1) {
      const noise = Buffer.from(Array.from({ length: 10_000 }, (_, at) => (at * (index + 7919)) % 251))
      store.journal.append(
        recordOf({
          id: `r${index}`,
          startedAt: T0 + index,
          response: captured(noise),
          responseHeaders: ['content-encoding', 'x'],
        }),
      )
    }
    await store.journal.flush()
    await expect.poll(async () => (await store.journal.list({ limit: 500 })).items.length).toBeLessThan(110)
    expect(await store.journal.find('r299')).toBeDefined()
    await expect.poll(() => statSync(file).size, { timeout: 10_000 }).toBeLessThan(1_600_000)
    expect(await requestsOf(store)).toBe(300)
    await store.close()
  })

  it('gives a request that was running during a rename the new name', async () => {
    const store = await open(newFile())
    await store.journal.renameUpstream('claude', 'old', 'new')
    store.journal.append(recordOf({ id: 'ran', startedAt: T0 - 1000, upstream: 'old', attempts: [attemptAt('old')] }))
    store.journal.append(recordOf({ id: 'fresh', startedAt: T0 + 1000, upstream: 'old' }))
    await store.journal.flush()
    expect(await store.journal.find('ran')).toMatchObject({ upstream: 'new', attemptList: [{ upstream: 'new' }] })
    expect(await store.journal.find('fresh')).toMatchObject({ upstream: 'old' })
    expect((await store.ledger.totals({ groupBy: ['upstream'] })).map(({ key }) => key.upstream)).toEqual([
      'new',
      'old',
    ])
    await store.close()
  })

  it('takes nothing more once it is closed, and closes twice', async () => {
    const file = newFile()
    const store = await open(file)
    await store.close()
    store.journal.append(recordOf())
    await store.close()
    expect(existsSync(`${file}-wal`)).toBe(false)
  })
})
