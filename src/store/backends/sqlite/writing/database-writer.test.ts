import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { NO_LIMITS } from '../../../../../test/kit/open-backend.ts'
import { batchOf, captured, recordOf } from '../../../../../test/kit/records.ts'
import { LeasedBytes, Parcel } from '../../../../codec/bytes/leased-bytes.ts'
import { rowOf } from '../../../records/rows/record-rows.ts'
import { storedRecord } from '../../../records/stored-record.ts'
import { moveAside, openForWriting } from '../database/open-database.ts'
import type { Announcement } from '../database/thread-messages.ts'
import { findBody } from '../reading/bodies.ts'
import { DatabaseWriter, type WriterDeps } from './database-writer.ts'

const folder = mkdtempSync(join(tmpdir(), 'clp-writer-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const writerOn = (name: string, over: Partial<WriterDeps> = {}) => {
  const said: Announcement[] = []
  const deps: WriterDeps = {
    open: openForWriting,
    moveAside,
    announce: (what) => said.push(what),
    pause: async () => undefined,
    rest: async () => undefined,
    yieldTurn: async () => undefined,
    ...over,
  }
  return { said, writer: new DatabaseWriter({ file: join(folder, name), limits: NO_LIMITS, now: 0, crashes: 0 }, deps) }
}

it('waits while the disk is full and goes on when there is room', async () => {
  let pauses = 0
  const { said, writer } = writerOn('full.db', {
    pause: async () => {
      pauses += 1
      if (pauses === 3) writer.database().exec('PRAGMA max_page_count = 100000')
    },
  })
  writer.begin()
  // SQLite answers a full page budget with SQLITE_FULL, as it does a full disk.
  writer.database().exec('PRAGMA max_page_count = 30')
  const state = await writer.write(
    batchOf(recordOf({ response: captured(Buffer.alloc(500_000, 'x')), responseHeaders: ['content-encoding', 'x'] })),
    1,
  )
  expect(pauses).toBe(3)
  expect(state).toMatchObject({ records: 1, refused: 0, healthy: true })
  expect(said).toContainEqual({ kind: 'trouble', text: 'the disk is full' })
  expect(said.at(-1)).toEqual({ kind: 'trouble', text: '' })
  writer.close()
})

it('opens the file later when it cannot be opened now', async () => {
  let tries = 0
  const { said, writer } = writerOn('later.db', {
    open: (file, now) => {
      tries += 1
      if (tries < 3) throw Object.assign(new Error('unable to open database file'), { rawCode: 14 })
      return openForWriting(file, now)
    },
  })
  expect(writer.begin()).toMatchObject({ healthy: false })
  expect(await writer.write(batchOf(recordOf()), 1)).toMatchObject({ records: 1, healthy: true })
  expect(said[0]).toEqual({ kind: 'trouble', text: 'the database file cannot be opened' })
  writer.close()
})

it('leaves out a record that cannot be written, and keeps the others of its batch', async () => {
  const { writer } = writerOn('bad.db')
  writer.begin()
  const broken = recordOf({ id: 'broken', path: null as unknown as string })
  const state = await writer.write(batchOf(recordOf({ id: 'a' }), broken, recordOf({ id: 'b' })), 1)
  expect(state).toMatchObject({ records: 2, refused: 1, healthy: true })
  const ids = writer.database().all('SELECT id FROM exchanges ORDER BY id', [])
  expect(ids.map((row) => row['id'])).toEqual(['a', 'b'])
  expect(writer.database().all('SELECT sum(requests) AS n FROM ledger', [])[0]?.['n']).toBe(2)
  writer.close()
})

it('writes many records at once, and one by one where some are there already or cannot be written', async () => {
  const { writer } = writerOn('many.db')
  writer.begin()
  const many = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, index) => recordOf({ id: `${prefix}${index}`, startedAt: 1000 + (index % 3) }))
  expect(await writer.write(batchOf(...many(40, 'a')), 1)).toMatchObject({ records: 40, refused: 0 })
  const unnamed = recordOf({ id: 'broken', path: null as unknown as string })
  const mixed = [...many(20, 'b'), ...many(1, 'a'), ...many(14, 'c'), unnamed, ...many(10, 'd'), ...many(1, 'b')]
  expect(await writer.write(batchOf(...mixed), 2)).toMatchObject({ records: 84, refused: 1 })
  const count = (from: string) => Number(writer.database().all(`SELECT count(*) AS n FROM ${from}`, [])[0]?.['n'])
  expect([count('exchanges'), count('details'), count('bodies')]).toEqual([84, 84, 84])
  expect(count("(SELECT value FROM meta WHERE name = 'bodied' AND value = 84)")).toBe(1)
  expect(writer.database().all('SELECT sum(requests) AS n FROM ledger', [])[0]?.['n']).toBe(84)
  writer.close()
})

it('gives up waiting when it is closed', async () => {
  const { writer } = writerOn('closed.db', {
    open: () => {
      throw Object.assign(new Error('disk I/O error'), { rawCode: 10 })
    },
    pause: async () => writer.close(),
  })
  writer.begin()
  await expect(writer.write(batchOf(recordOf()), 1)).rejects.toThrow(/is closed/)
})

it('compresses large bodies only, and none that are compressed already', async () => {
  const { writer } = writerOn('packing.db')
  writer.begin()
  const large = captured('word '.repeat(10_000))
  await writer.write(
    batchOf(
      recordOf({ request: large, response: large, responseHeaders: ['Content-Encoding', 'gzip'], startedAt: 1 }),
      recordOf({ request: captured('small'), response: captured(), startedAt: 2 }),
    ),
    1,
  )
  const rows = writer.database().all('SELECT about, length(request) AS request FROM bodies ORDER BY sort', [])
  expect(rows.map((row) => [JSON.parse(String(row['about'])), Number(row['request']) < 5000])).toEqual([
    [[[1, 0, 50_000], null, [0, 0, 50_000]], true],
    [[[0, 0, 5], null, null], true],
  ])
  writer.close()
})

it('keeps of a request that was edited what was put in', async () => {
  const { writer } = writerOn('edited.db')
  writer.begin()
  const text = `{"model":"asked","text":"${'word '.repeat(10_000)}"}`
  const sent = text.replace('asked', 'another')
  const shared = { head: text.indexOf('asked'), tail: text.length - text.indexOf('",') }
  const record = recordOf({ id: 'edited', request: captured(text), sent: captured(sent) })
  const row = rowOf(storedRecord(record, { memory: new LeasedBytes(), shared }), new Parcel())
  await writer.write({ records: [row], entries: [], urgent: false }, 1)
  const [kept] = writer.database().all('SELECT sort, length(sent) AS length FROM bodies', [])
  expect(Number(kept?.['length'])).toBeLessThan(10)
  expect(String(Buffer.from(findBody(writer.database(), 'edited', 'sent')?.bytes ?? []))).toBe(sent)
  expect(String(Buffer.from(findBody(writer.database(), 'edited', 'request')?.bytes ?? []))).toBe(text)
  writer.close()
})

it('begins a new file when somebody deletes the one it writes', async () => {
  const { said, writer } = writerOn('deleted/log.db')
  writer.begin()
  await writer.write(batchOf(recordOf()), 1)
  rmSync(join(folder, 'deleted'), { recursive: true })
  expect(await writer.write(batchOf(recordOf()), 2)).toMatchObject({ records: 1, healthy: true })
  expect(said).toEqual([{ kind: 'deleted' }])
  expect(existsSync(join(folder, 'deleted/log.db'))).toBe(true)
  writer.close()
})
