/** Whatever becomes of the file of the log: records are kept again, questions are answered, what was there is put aside and named. */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { createFakeClock } from '../../../../test/kit/fake-clock.ts'
import { NO_LIMITS } from '../../../../test/kit/open-backend.ts'
import { captured, recordOf } from '../../../../test/kit/records.ts'
import { pricesDocument } from '../../documents/prices.ts'
import type { RecordStore } from '../../records/record-store.ts'
import { openConnection } from './database/driver.ts'
import { openSqliteStore } from './open-sqlite-store.ts'

const root = mkdtempSync(join(tmpdir(), 'clp-damage-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const T0 = Date.UTC(2026, 10, 22, 14, 5)
const newFile = (): string => join(mkdtempSync(join(root, 'home-')), 'data', 'clp.db')
const open = async (file: string): Promise<RecordStore> => {
  const store = await openSqliteStore({ file, clock: createFakeClock(T0), limits: NO_LIMITS })
  onTestFinished(() => store.close())
  return store
}

/** A log of some days, closed in good order. */
const filled = async (records = 400): Promise<string> => {
  const file = newFile()
  const store = await openSqliteStore({ file, clock: createFakeClock(T0), limits: NO_LIMITS })
  for (let index = 0; index < records; index += 1) {
    const startedAt = T0 - index * 3_600_000
    store.journal.append(recordOf({ id: `old${index}`, startedAt, request: captured('x'.repeat(500)) }))
  }
  await store.close()
  return file
}

const requestsOf = async (store: RecordStore): Promise<number> =>
  (await store.ledger.totals({ groupBy: [] }))[0]?.requests ?? 0
const put = (file: string): readonly string[] =>
  readdirSync(dirname(file)).filter((name) => /\.damaged-.*Z$/.test(name))

/** It works like a new one: writes, finds, lists, adds up. */
const works = async (store: RecordStore): Promise<void> => {
  store.journal.append(recordOf({ id: 'after' }))
  await store.journal.flush()
  await store.journal.list({})
  // What reading found out may have put the file aside in which it stood.
  if ((await store.journal.find('after')) === undefined) {
    store.journal.append(recordOf({ id: 'after' }))
    await store.journal.flush()
  }
  expect(await store.journal.find('after')).toMatchObject({ id: 'after' })
  expect((await store.journal.list({})).items.length).toBeGreaterThan(0)
  expect(await requestsOf(store)).toBeGreaterThan(0)
}

const OBSTACLES: Readonly<Record<string, (path: string) => unknown>> = {
  'a folder': (path) => mkdirSync(join(path, 'with', 'more'), { recursive: true }),
  'a link to nothing': (path) => symlinkSync('/nowhere/at/all', path),
  'a link in a circle': (path) => symlinkSync(path, path),
  'a pipe': (path) => execFileSync('mkfifo', [path]),
  'a device': (path) => symlinkSync('/dev/zero', path),
  'a socket': async (path) => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(path, resolve))
    onTestFinished(() => void server.close())
  },
}

describe.skipIf(process.platform === 'win32').each(Object.entries(OBSTACLES))('%s', (_name, make) => {
  it.each(['', '-wal', '-shm'])('in place of clp.db%s is put aside before the log is opened', async (suffix) => {
    const file = await filled(3)
    rmSync(file + suffix, { force: true })
    await make(file + suffix)
    const store = await open(file)
    await works(store)
    expect((await store.journal.status()).troubles).toMatchObject([{ code: 'log-moved-away' }])
    expect(put(file)).toHaveLength(1)
    if (suffix !== '') expect(await requestsOf(store)).toBe(4)
  })

  it('in place of the database while it is open is put aside', async () => {
    const file = await filled(3)
    const store = await open(file)
    // It has looked at its file for the last time until somebody asks.
    await store.writer.note('anything')
    rmSync(file)
    await make(file)
    await works(store)
    expect((await store.journal.status()).troubles?.map(({ code }) => code)).toContain('log-moved-away')
  })
})

describe('damage', () => {
  it.each([1, 2, 3, 4, 5])('by bits that are flipped all over the file ends nothing: %i', async (seed) => {
    const file = await filled(200)
    const bytes = readFileSync(file)
    let random = seed * 7919
    for (let flip = 0; flip < 200; flip += 1) {
      random = (random * 1_103_515_245 + 12_345) % 2 ** 31
      const at = random % bytes.byteLength
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (flip % 8))
    }
    writeFileSync(file, bytes)
    await works(await open(file))
  })

  it('of the records leaves the totals, which are taken over', async () => {
    const file = await filled()
    const bytes = readFileSync(file)
    // The page that holds the newest records; the totals stand in trees of their own.
    const connection = openConnection(file)
    const page = Number(
      connection.all("SELECT rootpage FROM sqlite_schema WHERE name = 'exchanges'", [])[0]?.['rootpage'],
    )
    connection.close()
    bytes.fill(0x55, (page - 1) * 4096, page * 4096)
    writeFileSync(file, bytes)
    const store = await open(file)
    await store.journal.list({})
    await expect.poll(() => requestsOf(store), { timeout: 20_000 }).toBe(400)
    expect(put(file)).toHaveLength(1)
  })

  it('of the totals costs as few of them as can be', async () => {
    const file = await filled()
    const connection = openConnection(file)
    connection.exec("UPDATE ledger SET upstream = CAST(x'ff' AS TEXT) WHERE bucket = (SELECT min(bucket) FROM ledger)")
    connection.exec('DROP TABLE exchanges')
    connection.close()
    const store = await open(file)
    await expect.poll(() => requestsOf(store), { timeout: 20_000 }).toBeGreaterThanOrEqual(398)
  })

  it('of a text that is no longer UTF-8 costs what cannot be read of it and nothing else', async () => {
    const file = await filled(20)
    const connection = openConnection(file)
    connection.exec(
      "UPDATE exchanges SET path = CAST(x'2fff' AS TEXT), upstream = CAST(x'ff' AS TEXT) WHERE id = 'old3'",
    )
    connection.exec("UPDATE details SET attempts = CAST(x'ff' AS TEXT) WHERE sort = (SELECT min(sort) FROM details)")
    connection.exec("UPDATE ledger SET model = CAST(x'ff' AS TEXT) WHERE bucket = (SELECT min(bucket) FROM ledger)")
    connection.exec("INSERT INTO meta VALUES ('odd', CAST(x'ff' AS TEXT))")
    connection.close()
    const store = await open(file)
    await works(store)
    expect(await store.journal.find('old3')).toMatchObject({ path: '/\ufffd', upstream: '\ufffd' })
    expect((await store.journal.list({ text: 'xxx' })).items).toHaveLength(20)
    expect(await store.writer.note('odd')).toBe('\ufffd')
    await store.ledger.reprice({ since: 0, settings: pricesDocument.empty, dryRun: false, unpricedOnly: false })
    expect(await requestsOf(store)).toBe(21)
    expect([put(file), await store.journal.status()]).toMatchObject([[], { warning: '' }])
  })

  it.each(['exchanges', 'details', 'bodies', 'ledger', 'ledger_days', 'meta'])(
    'by a dropped table: %s',
    async (table) => {
      const file = await filled(5)
      const connection = openConnection(file)
      connection.exec(`DROP TABLE ${table}`)
      connection.close()
      const store = await open(file)
      await works(store)
      expect((await store.journal.status()).warning).toContain('was damaged')
    },
  )

  it('by a shared memory that is cut short beneath the running log', async () => {
    const file = await filled(5)
    const store = await open(file)
    await store.journal.list({})
    truncateSync(`${file}-shm`, 0)
    await works(store)
  })
})

describe.skipIf(!existsSync('/proc/self/task'))('a process of the log that is killed', () => {
  const processes = (): number[] =>
    readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number)
  /** Children of this process, of all its threads. */
  const children = (): number[] =>
    readdirSync(`/proc/${process.pid}/task`).flatMap((task) => {
      try {
        const text = readFileSync(`/proc/${process.pid}/task/${task}/children`, 'utf8')
        return text.trim().split(' ').filter(Boolean).map(Number)
      } catch {
        return processes()
      }
    })

  it('costs no more than what it was about to write, at whatever moment', async () => {
    const file = newFile()
    const store = await open(file)
    for (let round = 0; round < 6; round += 1) {
      for (let index = 0; index < 30; index += 1) store.journal.append(recordOf({ id: `r${round}-${index}` }))
      if (round % 2 === 0) await store.journal.list({})
      for (const pid of children()) {
        if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('dist/store/')) process.kill(pid, 'SIGKILL')
      }
      await store.journal.flush()
    }
    store.journal.append(recordOf({ id: 'last' }))
    await store.journal.flush()
    expect(await store.journal.find('last')).toBeDefined()
    expect(put(file)).toEqual([])
  })
})
