import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openForWriting } from '../database/open-database.ts'
import { SORT_SLOTS } from '../database/schema.ts'
import { createSortKeys } from './sort-keys.ts'

const NOW = 1_750_000_000_000

const newFile = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'clp-sort-keys-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'clp.db')
}

const database = (file = newFile()) => {
  const { connection } = openForWriting(file, NOW)
  onTestFinished(() => connection.close())
  const insert = (sort: number): void => {
    connection.run(
      `INSERT INTO exchanges (sort, id, service, path, result, duration_ms, more) VALUES (?, ?, 'claude', '/', 200, 1, '{}')`,
      [sort, String(sort)],
    )
  }
  return { file, connection, insert }
}

it('never gives a key twice, whatever stands in the table and in whichever order exchanges began', () => {
  const { connection, insert } = database()
  for (const ms of [NOW, NOW + 2]) for (let slot = 0; slot < 3; slot += 1) insert(ms * SORT_SLOTS + slot)
  const keys = createSortKeys()
  keys.begin(connection)
  const begun = [NOW + 2, NOW, NOW + 1, NOW + 3, NOW + 2, NOW, NOW + 3, NOW + 1]
  const given = begun.map((ms) => {
    const key = keys.next(connection, ms)
    insert(key)
    return key - NOW * SORT_SLOTS
  })
  const at = (ms: number, slot: number): number => ms * SORT_SLOTS + slot
  expect(given).toEqual([at(2, 3), at(0, 3), at(1, 0), at(3, 0), at(2, 4), at(0, 4), at(3, 1), at(1, 1)])
})

it('looks again when somebody else has written, or when the file is another', () => {
  const { file, connection, insert } = database()
  const keys = createSortKeys()
  keys.begin(connection)
  insert(keys.next(connection, NOW))
  const other = database(file)
  other.insert(NOW * SORT_SLOTS + 1)
  other.insert((NOW + 5) * SORT_SLOTS)
  keys.begin(connection)
  expect(keys.next(connection, NOW)).toBe(NOW * SORT_SLOTS + 2)
  expect(keys.next(connection, NOW + 5)).toBe((NOW + 5) * SORT_SLOTS + 1)
  const fresh = database()
  fresh.insert(NOW * SORT_SLOTS + 7)
  keys.begin(fresh.connection)
  expect(keys.next(fresh.connection, NOW)).toBe(NOW * SORT_SLOTS + 8)
})
