/** What becomes of records and counts while the database is away, hangs, swallows answers, or is shared by several nodes. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { cutWire } from '../../../../test/kit/cut-wire.ts'
import { createFakeClock } from '../../../../test/kit/fake-clock.ts'
import { NO_LIMITS } from '../../../../test/kit/open-backend.ts'
import { noPostgres, startPostgres, type TestPostgres } from '../../../../test/kit/postgres.ts'
import { captured, recordOf } from '../../../../test/kit/records.ts'
import type { ExchangeRecord } from '../../../contract/exchange.ts'
import type { RecordStore } from '../../records/record-store.ts'
import { openPostgresStore, type PostgresStoreOptions } from './open-postgres-store.ts'

vi.setConfig({ testTimeout: 60_000 })

const T0 = Date.UTC(2026, 10, 22, 14, 5)
const DAY = 86_400_000
const PATIENCE = { timeout: 40_000 }

describe.skipIf(noPostgres !== undefined)(
  `PostgreSQL in trouble${noPostgres === undefined ? '' : ` (${noPostgres})`}`,
  () => {
    const root = mkdtempSync(join(tmpdir(), 'clp-postgres-trouble-'))
    const clock = createFakeClock(T0)
    let server: TestPostgres
    let url: string
    let opened: RecordStore[]
    beforeAll(async () => {
      server = await startPostgres()
    }, 60_000)
    afterAll(async () => {
      await server.close()
      rmSync(root, { recursive: true, force: true })
    })
    beforeEach(() => {
      url = server.schema()
      opened = []
    })
    afterEach(async () => {
      await Promise.all(opened.map((store) => store.close()))
    })

    const folder = (): string => mkdtempSync(join(root, 'spool-'))
    const open = async (over: Partial<PostgresStoreOptions> = {}): Promise<RecordStore> => {
      const store = await openPostgresStore({ url, node: 'a', spool: folder(), limits: NO_LIMITS, clock, ...over })
      opened.push(store)
      return store
    }
    const add = async (store: RecordStore, count: number, over: Partial<ExchangeRecord> = {}): Promise<void> => {
      for (let index = 0; index < count; index += 1) store.journal.append(recordOf(over))
      await store.journal.flush()
    }
    const requests = async (store: RecordStore): Promise<number> =>
      (await store.ledger.totals({ groupBy: [] }))[0]?.requests ?? 0
    const listed = async (store: RecordStore): Promise<number> => {
      const ids = new Set<string>()
      let cursor: string | undefined
      do {
        const page = await store.journal.list({ limit: 500, ...(cursor === undefined ? {} : { cursor }) })
        for (const { id } of page.items) {
          expect(ids.has(id)).toBe(false)
          ids.add(id)
        }
        cursor = page.next
      } while (cursor !== undefined)
      return ids.size
    }

    it('opens for all nodes that start at once on an empty database', async () => {
      const stores = await Promise.all(Array.from({ length: 8 }, () => open()))
      await Promise.all(stores.map((store) => add(store, 5)))
      expect(await requests(stores[0] as RecordStore)).toBe(40)
    })

    it('counts everything once while several nodes change the same totals', async () => {
      const stores = await Promise.all([open({ node: 'a' }), open({ node: 'b' }), open({ node: 'c' })])
      const models = ['one', 'two', 'three', 'four', 'five']
      await Promise.all(
        stores.flatMap((store) =>
          models.map((model) => add(store, 60, { model: { asked: model, sent: model }, startedAt: T0 })),
        ),
      )
      const [first] = stores as [RecordStore, ...RecordStore[]]
      expect(await requests(first)).toBe(900)
      expect(await listed(first)).toBe(900)
    })

    it('counts once what was written although nobody heard of it', async () => {
      const wire = await cutWire(server.port)
      const store = await open({ url: url.replace(`:${server.port}/`, `:${wire.port}/`) })
      wire.swallow('COMMIT', 4)
      for (let round = 0; round < 8; round += 1) await add(store, 3)
      await vi.waitFor(async () => expect((await store.journal.status()).warning).toBe(''), PATIENCE)
      expect(wire.swallowed()).toBeGreaterThan(2)
      const other = await open()
      expect([await requests(other), await listed(other)]).toEqual([24, 24])
      await store.close()
      await wire.close()
    })

    it('keeps records on disk while the database is away, and sends them when it is back', async () => {
      const spool = folder()
      const warnings: string[] = []
      const store = await open({ spool, onWarning: (text) => warnings.push(text) })
      await add(store, 10)
      await server.kill()
      await add(store, 10)
      await add(store, 10)
      expect(readdirSync(spool).length).toBeGreaterThan(0)
      expect(await store.journal.status()).toMatchObject({ dropped: 0, troubles: [{ code: 'log-database-away' }] })
      await server.start()
      await vi.waitFor(async () => expect((await store.journal.status()).warning).toBe(''), PATIENCE)
      expect(readdirSync(spool)).toEqual([])
      expect([await requests(store), await listed(store)]).toEqual([30, 30])
      expect(warnings).toEqual([expect.stringContaining('away'), ''])
    })

    it('sends what a run has left on disk that ended while the database was away, once, also from two places', async () => {
      const spool = folder()
      const first = await open({ spool })
      await add(first, 5)
      await server.kill()
      await add(first, 7)
      await first.close()
      expect(readdirSync(spool).length).toBeGreaterThan(0)
      const copy = folder()
      cpSync(spool, copy, { recursive: true })
      // It starts without its database.
      const second = await open({ spool, node: 'b' })
      const third = await open({ spool: copy, node: 'c' })
      await server.start()
      await vi.waitFor(async () => {
        for (const store of [second, third]) expect((await store.journal.status()).warning).toBe('')
      }, PATIENCE)
      expect([await requests(second), await listed(second)]).toEqual([12, 12])
    })

    it('does not wait for a database that hangs, and writes nothing twice when it goes on', async () => {
      const store = await open()
      await add(store, 5)
      server.pause()
      try {
        await add(store, 5)
        await add(store, 5)
        await vi.waitFor(async () => expect((await store.journal.status()).warning).not.toBe(''), PATIENCE)
      } finally {
        server.resume()
      }
      await vi.waitFor(async () => expect((await store.journal.status()).warning).toBe(''), PATIENCE)
      expect([await requests(store), await listed(store)]).toEqual([15, 15])
    })

    it('gives up bodies and records where the disk of the node is full too, and never a count', async () => {
      const store = await open({ spoolBytes: 30_000 })
      await add(store, 1)
      await server.kill()
      for (let round = 0; round < 12; round += 1) await add(store, 4, { response: captured('x'.repeat(3000)) })
      expect((await store.journal.status()).dropped).toBeGreaterThan(0)
      await server.start()
      await vi.waitFor(async () => expect((await store.journal.status()).warning).toBe(''), PATIENCE)
      expect(await requests(store)).toBe(49)
      expect(await listed(store)).toBeLessThan(49)
    })

    it('gives a request that ran on another node during a rename the new name', async () => {
      const [a, b] = await Promise.all([open({ node: 'a' }), open({ node: 'b' })])
      await add(a, 1, { startedAt: T0 - 1000 })
      await a.journal.renameUpstream('claude', 'prod', 'new')
      await add(b, 1, { startedAt: T0 - 1000 })
      expect((await b.journal.list({})).items.map(({ upstream }) => upstream)).toEqual(['new', 'new'])
      expect(
        (await b.ledger.totals({ groupBy: ['upstream'] })).map(({ key, requests: n }) => [key.upstream, n]),
      ).toEqual([['new', 2]])
    })

    it('takes records that no text column would', async () => {
      const store = await open()
      const long = 'm'.repeat(10_000)
      const odd = {
        path: '/v1/\u0000/\ud800',
        model: { asked: 'a\u0000b', sent: long },
        requestHeaders: ['x-odd', '\u0000\udfff'.repeat(16_000)],
        session: `${long}\u0000`,
      }
      await add(store, 2, odd)
      await add(store, 3)
      expect((await store.journal.status()).dropped).toBe(0)
      expect([await requests(store), await listed(store)]).toEqual([5, 5])
    })

    it('drops whole days, once, whichever node comes to it, and keeps their totals', async () => {
      const [a, b] = await Promise.all([open({ node: 'a' }), open({ node: 'b' })])
      for (const days of [0, 3, 4, 9]) await add(a, 3, { startedAt: T0 - days * DAY })
      const tables = async (): Promise<readonly unknown[]> =>
        (
          await server.query(
            url,
            "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'bodies'::regclass",
          )
        ).map(({ name }) => name)
      expect(await tables()).toHaveLength(4)
      for (const store of [a, b]) store.configure({ ...NO_LIMITS, days: 2 })
      await vi.waitFor(async () => expect(await tables()).toHaveLength(1), PATIENCE)
      await vi.waitFor(async () => expect(await listed(b)).toBe(3), PATIENCE)
      expect(await requests(b)).toBe(12)
      // A record of a day that is gone is no reason to stop.
      await add(b, 1, { startedAt: T0 - 3 * DAY })
      expect(await requests(a)).toBe(13)
    })

    it('refuses at once what only a person can mend, and says no password', async () => {
      const wrong = new URL(url)
      wrong.username = 'nobody'
      wrong.password = 'geheim-42'
      const refused = open({ url: wrong.href })
      await expect(refused).rejects.toThrow('"nobody"')
      await expect(refused).rejects.not.toThrow('geheim-42')
      await expect(open({ url: 'mysql://me:geheim-42@host/x' })).rejects.toThrow('it is no address like postgres://')
    })

    it('refuses a database of a later CLP, while one that runs goes on', async () => {
      const running = await open()
      await add(running, 1)
      await server.query(url, 'INSERT INTO schema_version (version, readable_by) VALUES (999, 999)')
      await expect(open()).rejects.toThrow('update CLP')
      await add(running, 1)
      expect(await requests(running)).toBe(2)
    })

    it('adds up days where the first node stood, wherever the others stand', async () => {
      const store = await open()
      await server.query(url, "UPDATE meta SET value = 'Asia/Shanghai' WHERE name = 'zone'")
      const other = await open()
      await add(other, 1, { startedAt: Date.UTC(2026, 10, 22, 17) })
      expect(other.timeZone()).toBe('Asia/Shanghai')
      expect((await store.ledger.totals({ groupBy: ['day'] })).map(({ key }) => key.day)).toEqual(['2026-11-23'])
    })
  },
)
