/** Two processes that write to one log, as for a while after a restart: here two connections, which SQLite treats alike. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { NO_LIMITS } from '../../../../test/kit/open-backend.ts'
import { batchOf, captured, recordOf } from '../../../../test/kit/records.ts'
import { isOutdated, moveAside, openForWriting } from './database/open-database.ts'
import { DatabaseWriter } from './writing/database-writer.ts'

const folder = mkdtempSync(join(tmpdir(), 'clp-two-writers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const writerOn = (file: string): DatabaseWriter => {
  const writer = new DatabaseWriter(
    { file, limits: NO_LIMITS, now: 0, crashes: 0 },
    {
      open: openForWriting,
      moveAside,
      announce: () => undefined,
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      rest: async () => undefined,
      yieldTurn: async () => undefined,
    },
  )
  writer.begin()
  return writer
}

it('never takes the place of a record that the other one wrote for the same millisecond', async () => {
  const file = join(folder, 'same.db')
  const [former, heir] = [writerOn(file), writerOn(file)]
  const at = Date.UTC(2026, 0, 1)
  const write = (writer: DatabaseWriter, id: string) =>
    writer.write(batchOf(recordOf({ id, startedAt: at, response: captured(Buffer.from(id)) })), at)
  for (const round of ['a', 'b', 'c']) {
    expect(await write(former, `former-${round}`)).toMatchObject({ refused: 0 })
    expect(await write(heir, `heir-${round}`)).toMatchObject({ refused: 0 })
  }
  const database = former.database()
  const ids = database.all('SELECT id FROM exchanges ORDER BY id', []).map((row) => row['id'])
  expect(ids).toEqual(['former-a', 'former-b', 'former-c', 'heir-a', 'heir-b', 'heir-c'])
  for (const table of ['details', 'bodies']) {
    expect([table, database.all(`SELECT count(*) AS n FROM ${table}`, [])[0]?.['n']]).toEqual([table, 6])
  }
  expect(database.all('SELECT sum(requests) AS n FROM ledger', [])[0]?.['n']).toBe(6)
  expect(database.all("SELECT value AS n FROM meta WHERE name = 'records'", [])[0]?.['n']).toBe(6)
  former.close()
  heir.close()
})

it('waits for the other one and writes then', async () => {
  const file = join(folder, 'locked.db')
  const [former, heir] = [writerOn(file), writerOn(file)]
  former.database().exec('PRAGMA busy_timeout = 0; ')
  heir.database().exec('BEGIN IMMEDIATE')
  const writing = former.write(batchOf(recordOf({ id: 'late' })), 1)
  heir.database().exec('COMMIT')
  expect(await writing).toMatchObject({ records: 1, refused: 0, healthy: true })
  former.close()
  heir.close()
})

it('knows a file that its own opening would change', () => {
  const file = join(folder, 'old.db')
  expect(isOutdated(file)).toBe(false)
  const writer = writerOn(file)
  expect(isOutdated(file)).toBe(false)
  writer.database().run("UPDATE meta SET value = 'Antarctica/Troll' WHERE name = 'zone'", [])
  expect(isOutdated(file)).toBe(true)
  writer
    .database()
    .run("UPDATE meta SET value = ? WHERE name = 'zone'", [Intl.DateTimeFormat().resolvedOptions().timeZone])
  writer.database().exec('PRAGMA user_version = 0')
  expect(isOutdated(file)).toBe(true)
  writer.close()
})
