/** What every back end must do with costs: to the last nano-dollar, whatever rows are added up. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { NO_LIMITS, type OpenBackend } from '../../../test/kit/open-backend.ts'
import { attemptAt, costAt, lostAttempt, recordOf, usageOf } from '../../../test/kit/records.ts'
import type { ExchangeRecord } from '../../contract/exchange.ts'
import { pricesSchema } from '../../contract/price-settings.ts'
import type { LedgerGroup } from '../records/ledger.ts'
import type { RecordStore } from '../records/record-store.ts'

const T0 = Date.UTC(2026, 10, 22, 14, 5)

export const costsSuite = (name: string, open: OpenBackend): void => {
  describe(`costs in back end ${name}`, () => {
    let store: RecordStore
    beforeEach(async () => {
      store = await open({ clock: createFakeClock(T0), limits: NO_LIMITS })
    })
    afterEach(() => store.close())

    const add = async (...records: readonly Partial<ExchangeRecord>[]): Promise<void> => {
      for (const record of records) store.journal.append(recordOf({ startedAt: T0, ...record }))
      await store.journal.flush()
    }
    const totals = async (groupBy: readonly LedgerGroup[] = []) =>
      (await store.ledger.totals({ groupBy, timeZone: 'UTC' })).map(({ key, requests, usage, cost }) => ({
        key: Object.values(key).join(' '),
        requests,
        tokens: usage.total,
        ...cost,
      }))

    it('adds up beyond the range of numbers, by day as by hour', async () => {
      const large = 9_007_199_254_740_993n
      await add({ cost: costAt(large) }, { cost: costAt(large) }, { cost: costAt(1n), startedAt: T0 + 86_400_000 })
      const sum = { requests: 3, cost: 2n * large + 1n, list: 2n * large + 1n, unpriced: 0 }
      expect(await totals()).toMatchObject([sum])
      expect(await totals(['day'])).toMatchObject([{ cost: 2n * large }, { cost: 1n }])
      expect(await totals(['hour'])).toMatchObject([{ cost: 2n * large }, { cost: 1n }])
    })

    it('counts what has no price instead of adding it, and what is only the least', async () => {
      await add(
        { cost: costAt(5n, { quality: 'floor', list: null, searches: 2 }) },
        { cost: costAt(null) },
        { cost: costAt(7n, { class: 'a200000' }) },
      )
      expect(await totals(['model'])).toEqual([
        {
          key: 'claude-opus',
          requests: 3,
          tokens: 45,
          cost: 12n,
          list: 7n,
          unpriced: 1,
          unlisted: 2,
          floors: 1,
          searches: 2,
        },
      ])
    })

    it('says of requests from before costs were counted that they have none', async () => {
      await add({}, { usage: usageOf({}) })
      expect(await totals()).toMatchObject([{ requests: 2, cost: 0n, unpriced: 1 }])
    })

    it('counts attempts that were billed for nothing under their own upstream, and not as requests', async () => {
      await add({
        attempts: [
          lostAttempt('first', costAt(3n), { total: 9 }),
          lostAttempt('second', costAt(null)),
          attemptAt('prod', undefined, 3),
        ],
        cost: costAt(20n),
      })
      expect(await totals(['upstream'])).toMatchObject([
        { key: 'first', requests: 0, tokens: 9, cost: 3n, unpriced: 0 },
        { key: 'prod', requests: 1, tokens: 15, cost: 20n },
        { key: 'second', requests: 0, tokens: 0, cost: 0n, unpriced: 1 },
      ])
      expect(await totals()).toMatchObject([{ requests: 1, tokens: 24, cost: 23n, unpriced: 1 }])
    })

    it('prices again what it has counted, once, and keeps a note of it', async () => {
      const settings = pricesSchema.parse({ models: [{ match: 'claude-opus', input: 1, output: 2 }] })
      const request = { settings, since: 0, dryRun: false, unpricedOnly: false }
      const usage = usageOf({ uncachedInput: 1000, output: 10, total: 1010 })
      await add(
        { id: 'old', usage },
        { id: 'unknown', usage, cost: costAt(null, { class: 'a?' }), startedAt: T0 + 86_400_000 },
        {
          id: 'lost',
          usage,
          cost: costAt(5n),
          attempts: [lostAttempt('first', costAt(null), { output: 10, total: 10 }), attemptAt('prod')],
        },
        { id: 'gone', usage, cost: costAt(7n) },
      )
      await store.journal.clear(['gone'])
      const before = await totals(['upstream'])
      const tried = await store.ledger.reprice({ ...request, dryRun: true })
      expect(await totals(['upstream'])).toEqual(before)
      expect(await store.ledger.reprices()).toEqual([])
      const report = await store.ledger.reprice(request)
      expect(report).toEqual(tried)
      expect(report).toMatchObject({ requests: 4, before: 12n, after: 4n * 1_020_000n + 20_000n })
      const expected = [
        { key: 'first', requests: 0, cost: 20_000n, unpriced: 0 },
        { key: 'prod', requests: 4, cost: 4n * 1_020_000n, unpriced: 0 },
      ]
      expect(await totals(['upstream'])).toMatchObject(expected)
      expect(await totals(['day'])).toMatchObject([{ cost: 3_080_000n }, { cost: 1_020_000n }])
      expect(await totals(['hour'])).toMatchObject([{ cost: 3_080_000n }, { cost: 1_020_000n }])
      expect((await store.journal.find('lost'))?.cost).toMatchObject({ nano: '1020000', rule: 'own#1' })
      expect((await store.journal.find('lost'))?.attemptList[0]?.billed?.cost.nano).toBe('20000')
      expect(await store.ledger.reprice(request)).toMatchObject({ changed: 0 })
      expect(await store.ledger.reprices()).toEqual([
        { ...report, at: T0, since: 0, until: null, book: expect.any(String) },
      ])
      await store.ledger.clear()
      expect(await store.ledger.reprice({ ...request, settings: pricesSchema.parse({}) })).toMatchObject({ after: 0n })
      expect(await totals()).toMatchObject([{ requests: 0, cost: 0n, unpriced: 0 }])
    })

    it('merges what an upstream cost with that of the one it is renamed to', async () => {
      await add(
        { cost: costAt(3n) },
        { cost: costAt(4n, { class: 'batch' }), upstream: 'old' },
        { cost: costAt(5n), upstream: 'old' },
      )
      await store.journal.renameUpstream('claude', 'old', 'prod')
      expect(await totals(['upstream'])).toMatchObject([{ key: 'prod', requests: 3, cost: 12n }])
      expect(await totals(['upstream', 'day'])).toMatchObject([{ requests: 3, cost: 12n }])
    })
  })
}
