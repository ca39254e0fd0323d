/** A database as CLP wrote it before costs were counted (`version-2.sql` is its dump) is brought up to date, read in full, and written on. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createFakeClock } from '../../../../test/kit/fake-clock.ts'
import { NO_LIMITS } from '../../../../test/kit/open-backend.ts'
import { recordOf } from '../../../../test/kit/records.ts'
import { NO_COST } from '../../../contract/money/cost.ts'
import { NO_USAGE, USAGE_FIELDS } from '../../../contract/usage.ts'
import type { BodyKind } from '../../records/journal.ts'
import { openConnection } from './database/driver.ts'
import { isOutdated, openForWriting } from './database/open-database.ts'
import { openSqliteStore } from './open-sqlite-store.ts'

const AT = Date.UTC(2026, 10, 22, 14, 5)
const folder = mkdtempSync(join(tmpdir(), 'clp-version-2-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The database of the dump, in the days of this machine's zone. */
const written = (name: string): string => {
  const file = join(folder, name)
  const connection = openConnection(file)
  connection.exec(readFileSync(new URL('version-2.sql', import.meta.url), 'utf8'))
  connection.run("UPDATE meta SET value = ? WHERE name = 'zone'", [Intl.DateTimeFormat().resolvedOptions().timeZone])
  connection.close()
  return file
}

it('is brought up to date once', () => {
  const file = written('present.db')
  expect(isOutdated(file)).toBe(true)
  openForWriting(file, 0).connection.close()
  expect(isOutdated(file)).toBe(false)
})

it('loses nothing when it is brought up to date, and says that nothing of the past is priced', () => {
  const file = written('totals.db')
  const before = openConnection(file)
  const tables = ['ledger', 'ledger_days'] as const
  const read = (connection: typeof before) => tables.map((table) => connection.all(`SELECT * FROM ${table}`, []))
  const old = read(before)
  before.close()
  const { connection } = openForWriting(file, 0)
  const added = { side: 0, sideFailures: 0, cost: 0, list: 0, unpriced: 1, unlisted: 1, floors: 0, searches: 0 }
  expect(read(connection)).toEqual([
    old[0]?.map((row) => ({ ...row, class: '?', ...added })),
    old[1]?.map((row) => ({ ...row, ...added })),
  ])
  connection.close()
})

it('gives back every record, body and count', async () => {
  const store = await openSqliteStore({ file: written('read.db'), clock: createFakeClock(AT), limits: NO_LIMITS })
  const body = async (id: string, kind: BodyKind): Promise<unknown> => {
    const kept = await store.journal.body(id, kind)
    return kept && [Buffer.from(kept.bytes).toString(), kept.truncated, kept.size]
  }
  const text = `{"model":"small","text":"${'word '.repeat(2000)}"}`
  expect(await body('edited', 'request')).toEqual([text, false, 10_027])
  expect(await body('edited', 'sent')).toEqual([text.replace('small', 'larger'), false, 10_028])
  expect(await body('cut', 'sent')).toEqual(['{"model":"small"}', false, 17])
  expect(await body('cut', 'response')).toEqual(['data: {}\n', true, 900])
  expect(await body('blocked', 'sent')).toBeUndefined()
  expect(await store.journal.find('edited')).toMatchObject({
    token: 'team',
    modelSent: 'larger',
    usage: { ...NO_USAGE, input: 10, output: 5, cacheRead: 3, total: 15, uncachedInput: 7 },
    attemptList: [{ upstream: 'spare' }, { upstream: 'prod', outcome: { kind: 'answered', status: 200 } }],
    requestHeaders: ['Content-Type', 'application/json', 'X-App', 'cli'],
    sentHeaders: [
      'Host',
      'prod.test',
      'Content-Type',
      'application/json',
      'X-App',
      'cli',
      'Authorization',
      'Bearer ***',
    ],
  })
  store.journal.append(recordOf({ id: 'new', startedAt: AT + 10 }))
  await store.journal.flush()
  const { items } = await store.journal.list({})
  expect(items.map(({ id, status }) => [id, status])).toEqual([
    ['new', 200],
    ['blocked', 403],
    ['cut', 200],
    ['edited', 200],
  ])
  expect(await store.ledger.totals({ groupBy: [] })).toEqual([
    {
      key: {},
      requests: 3,
      failures: 1,
      side: 0,
      sideFailures: 0,
      usage: { ...NO_USAGE, input: 21, output: 10, cacheRead: 3, total: 31, uncachedInput: 18 },
      cost: { ...NO_COST, unpriced: 3, unlisted: 3 },
    },
  ])
  await store.close()
})

it('gets a column for a count it has not heard of, in which the past is 0', () => {
  const file = written('counts.db')
  const former = openConnection(file)
  const last = USAGE_FIELDS.at(-1) ?? ''
  former.exec(`ALTER TABLE ledger DROP COLUMN ${last}; ALTER TABLE ledger_days DROP COLUMN ${last}`)
  former.close()
  const { connection } = openForWriting(file, 0)
  for (const table of ['ledger', 'ledger_days']) {
    const rows = connection.all(`SELECT input, ${last} AS added FROM ${table}`, [])
    expect(rows.map((row) => [row['input'], row['added']])).toEqual([
      [10, 0],
      [1, 0],
    ])
  }
  connection.close()
})
