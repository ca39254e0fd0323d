/** What every back end must do. A new one passes this or does not ship. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { NO_LIMITS, type OpenBackend } from '../../../test/kit/open-backend.ts'
import { attemptAt, captured, costAt, recordOf, refusedAttempt, usageOf } from '../../../test/kit/records.ts'
import type { ExchangeRecord } from '../../contract/exchange.ts'
import { costView } from '../../contract/money/cost.ts'
import type { JournalQuery } from '../records/journal.ts'
import type { LedgerGroup } from '../records/ledger.ts'
import type { RecordStore } from '../records/record-store.ts'
import { bodiesSuite } from './backends-bodies.suite.ts'
import { costsSuite } from './backends-costs.suite.ts'
import { listSuite } from './backends-list.suite.ts'

const T0 = Date.UTC(2026, 10, 22, 14, 5)
const MINUTE = 60_000

export const backendSuite = (name: string, open: OpenBackend): void => {
  listSuite(name, open)
  bodiesSuite(name, open)
  costsSuite(name, open)
  describe(`back end ${name}`, () => {
    const clock = createFakeClock(T0)
    let store: RecordStore
    beforeEach(async () => {
      store = await open({ clock, limits: NO_LIMITS })
    })
    afterEach(() => store.close())

    const add = async (...records: readonly ExchangeRecord[]): Promise<void> => {
      for (const record of records) store.journal.append(record)
      await store.journal.flush()
    }
    const ids = async (query: JournalQuery): Promise<readonly string[]> =>
      (await store.journal.list(query)).items.map((item) => item.id)
    const totals = async (groupBy: readonly LedgerGroup[] = [], query = {}) =>
      (await store.ledger.totals({ groupBy, timeZone: 'UTC', ...query })).map(({ key, requests, failures, usage }) => ({
        key: Object.values(key).join(' '),
        requests,
        failures,
        total: usage.total,
      }))

    it('gives back everything that was put in', async () => {
      const record = recordOf({
        query: 'beta=true',
        token: 'laptop',
        session: 'conversation-1',
        model: { asked: 'opus', sent: 'sonnet' },
        attempts: [refusedAttempt('a', 'Overloaded'), attemptAt('b', undefined, 2)],
        upstream: 'b',
        changes: [{ by: 'body', rule: '0', target: 'body', offset: 3, removed: 2, inserted: 9 }],
        outcome: { kind: 'failed', code: 'upstream-broken', status: 200, reason: 'cut' },
        usage: { ...usageOf({ input: 1, cacheCreate1h: 2, reasoning: 3, total: 4 }), partial: true },
        cost: costAt(9_007_199_254_740_993n, { quality: 'floor', class: 'a200000+batch', searches: 2 }),
        requestHeaders: ['X-A', '1', 'x-a', '2'],
        request: captured('räquest'),
        sent: captured('sänt'),
        sentHeaders: ['Host', 'b.test'],
        response: captured('x'.repeat(9000), { truncated: true, size: 12_345 }),
      })
      await add(record)
      expect(await store.journal.find(record.id)).toEqual({
        id: record.id,
        service: 'claude',
        method: 'POST',
        path: '/v1/messages',
        query: 'beta=true',
        upstream: 'b',
        token: 'laptop',
        session: 'conversation-1',
        modelAsked: 'opus',
        modelSent: 'sonnet',
        status: 200,
        outcome: record.outcome,
        attempts: 2,
        startedAt: record.startedAt,
        firstByteMs: 20,
        durationMs: 120,
        requestBytes: 8,
        responseBytes: 12_345,
        usage: record.usage?.usage,
        usagePartial: true,
        side: false,
        cost: record.cost && costView(record.cost),
        said: null,
        address: '127.0.0.1',
        rawUsage: record.usage?.raw,
        attemptList: record.attempts,
        changes: record.changes,
        requestHeaders: record.requestHeaders,
        sentHeaders: record.sentHeaders,
        responseHeaders: record.responseHeaders,
      })
      const text = async (kind: 'request' | 'sent' | 'response') =>
        Buffer.from((await store.journal.body(record.id, kind))?.bytes ?? []).toString()
      expect([await text('request'), await text('sent'), await text('response')]).toEqual([
        'räquest',
        'sänt',
        'x'.repeat(9000),
      ])
      expect(await store.journal.body(record.id, 'response')).toMatchObject({ truncated: true, size: 12_345 })
    })

    it('knows nothing about what never happened', async () => {
      expect(await store.journal.find('nobody')).toBeUndefined()
      expect(await store.journal.body('nobody', 'request')).toBeUndefined()
      expect(await store.journal.list({})).toEqual({ items: [] })
      expect(await store.ledger.totals({ groupBy: ['day'] })).toEqual([])
      expect(await totals()).toEqual([{ key: '', requests: 0, failures: 0, total: 0 }])
    })

    it('shows the received body as the sent one where both were equal, and none where nothing was sent', async () => {
      const { sentHeaders: _, ...unsent } = recordOf({ id: 'unsent' })
      await add(recordOf({ id: 'equal' }), unsent, recordOf({ id: 'empty', request: captured() }))
      expect(Buffer.from((await store.journal.body('equal', 'sent'))?.bytes ?? []).toString()).toBe(
        '{"model":"claude-opus"}',
      )
      expect(await store.journal.body('unsent', 'sent')).toBeUndefined()
      expect(await store.journal.body('empty', 'request')).toMatchObject({ truncated: false, size: 0 })
    })

    it('counts by every dimension, in the order asked for', async () => {
      await add(
        recordOf({ startedAt: T0 }),
        recordOf({ startedAt: T0 + 90 * MINUTE, token: 'laptop' }),
        recordOf({ startedAt: T0, upstream: 'spare', outcome: { kind: 'delivered', status: 500 } }),
        recordOf({ startedAt: T0, service: 'codex', model: { asked: 'gpt', sent: 'gpt-5' } }),
      )
      const row = (key: string, requests: number, failures = 0) => ({ key, requests, failures, total: 15 * requests })
      expect(await totals()).toEqual([row('', 4, 1)])
      expect(await totals(['service'])).toEqual([row('claude', 3, 1), row('codex', 1)])
      expect(await totals(['upstream', 'service'])).toEqual([
        row('prod claude', 2),
        row('prod codex', 1),
        row('spare claude', 1, 1),
      ])
      expect(await totals(['hour'])).toEqual([row('2026-11-22T14', 3, 1), row('2026-11-22T15', 1)])
      expect(await totals(['day', 'token'])).toEqual([row('2026-11-22 ', 3, 1), row('2026-11-22 laptop', 1)])
      expect(await totals(['month', 'model'])).toEqual([row('2026-11 claude-opus', 3, 1), row('2026-11 gpt-5', 1)])
      expect(await totals(['upstream'], { service: 'claude', upstream: 'prod', since: T0 + 60 * MINUTE })).toEqual([
        row('prod', 1),
      ])
      expect(await totals([], { until: T0 + 60 * MINUTE, token: '' })).toEqual([row('', 3, 1)])
    })

    it('counts what asks no question apart, failures too', async () => {
      const failed = { kind: 'delivered', status: 404 } as const
      await add(recordOf(), recordOf({ side: true }), recordOf({ side: true, outcome: failed }))
      const counts = { requests: 1, failures: 0, side: 2, sideFailures: 1 }
      expect(await store.ledger.totals({ groupBy: [] })).toMatchObject([counts])
      expect(await store.ledger.totals({ groupBy: ['day', 'upstream'], timeZone: 'UTC' })).toMatchObject([counts])
      const { items } = await store.journal.list({})
      expect(items.map(({ side }) => side).sort()).toEqual([false, true, true])
    })

    it.each([
      // Berlin sets its clocks back on 2026-10-25 at 01:00 UTC: that day has 25 hours.
      [
        'Europe/Berlin',
        ['2026-10-24T21:59Z', '2026-10-24T22:00Z', '2026-10-25T22:59Z', '2026-10-25T23:00Z'],
        ['2026-10-24', '2026-10-25', '2026-10-25', '2026-10-26'],
      ],
      // New York sets them forward on 2026-03-08 at 07:00 UTC: 23 hours.
      [
        'America/New_York',
        ['2026-03-08T04:59Z', '2026-03-08T05:00Z', '2026-03-09T03:59Z', '2026-03-09T04:00Z'],
        ['2026-03-07', '2026-03-08', '2026-03-08', '2026-03-09'],
      ],
      ['Asia/Kathmandu', ['2026-06-01T18:14Z', '2026-06-01T18:15Z'], ['2026-06-01', '2026-06-02']],
      ['Asia/Shanghai', ['2026-12-31T15:59Z', '2026-12-31T16:00Z'], ['2026-12-31', '2027-01-01']],
    ])('begins days where %s does', async (timeZone, instants, days) => {
      await add(...instants.map((instant) => recordOf({ startedAt: Date.parse(instant) })))
      const expected = [...new Set(days)].map((day) => ({
        key: day,
        requests: days.filter((one) => one === day).length,
      }))
      const rows = await store.ledger.totals({ groupBy: ['day'], timeZone })
      expect(rows.map(({ key, requests }) => ({ key: key.day, requests }))).toEqual(expected)
      const months = await store.ledger.totals({ groupBy: ['month'], timeZone })
      expect(months.map(({ key }) => key.month)).toEqual([...new Set(days.map((day) => day.slice(0, 7)))])
    })

    it.each([
      // The hour that comes twice holds both; the one that never comes is not there.
      ['Europe/Berlin', '2026-10-24T23:30Z', ['25T01:1', '25T02:2', '25T03:1', '25T04:1']],
      ['Europe/Berlin', '2026-03-28T23:30Z', ['29T00:1', '29T01:1', '29T03:1', '29T04:1', '29T05:1']],
      // Half an hour only: 2026-04-05 at 02:00 becomes 01:30.
      ['Australia/Lord_Howe', '2026-04-04T13:05Z', ['05T00:1', '05T01:2', '05T02:1', '05T03:1']],
    ] as const)('counts hours where clocks are changed: %s, %s', async (timeZone, first, hours) => {
      const from = Date.parse(first)
      await add(...[0, 1, 2, 3, 4].map((hour) => recordOf({ startedAt: from + hour * 60 * MINUTE })))
      const rows = await store.ledger.totals({ groupBy: ['hour'], timeZone })
      expect(rows.map(({ key, requests }) => `${key.hour?.slice(8)}:${requests}`)).toEqual(hours)
    })

    it.each(['UTC', 'Asia/Shanghai', 'America/St_Johns'])(
      'adds up any range of time the same way: %s',
      async (timeZone) => {
        const hours = [...Array(120).keys()]
        await add(...hours.map((hour) => recordOf({ startedAt: T0 + hour * 60 * MINUTE })))
        for (const [since, until] of [
          [0, 120],
          [3, 7],
          [5, 60],
          [11, 100],
          [24, 48],
          [50, 50],
          [60, 20],
          [-9, 300],
        ] as const) {
          // Ranges are counted in quarters of an hour.
          const range = { since: T0 + (since * 60 - 5) * MINUTE, until: T0 + (until * 60 - 5) * MINUTE }
          const expected = hours.filter((hour) => hour >= since && hour < until).length
          for (const groupBy of [[], ['upstream'], ['hour'], ['day'], ['month']] as const) {
            const rows = await store.ledger.totals({ groupBy, timeZone, ...range })
            expect(
              rows.reduce((sum, row) => sum + row.requests, 0),
              `${groupBy} ${since}–${until}`,
            ).toBe(expected)
          }
        }
      },
    )

    it('does not count what no upstream was asked for, and blames nobody for clients that left', async () => {
      await add(
        recordOf({
          upstream: 'blocked',
          attempts: [],
          outcome: { kind: 'blocked', filter: 'endpoint', status: 403, reason: '' },
        }),
        recordOf({ upstream: 'whitelist', attempts: [] }),
        recordOf({ outcome: { kind: 'abandoned', status: 499 } }),
      )
      expect(await totals(['upstream'])).toEqual([{ key: 'prod', requests: 1, failures: 0, total: 15 }])
    })

    it('takes a record only once', async () => {
      const record = recordOf()
      await add(record)
      await add(record)
      expect(await totals()).toMatchObject([{ requests: 1 }])
      expect((await store.journal.status()).records).toBe(1)
    })

    it('keeps totals when records go, and records when totals go', async () => {
      await add(...[1, 2, 3].map((index) => recordOf({ id: `r${index}`, startedAt: T0 + index })))
      expect(await store.journal.clear(['r2', 'unknown'])).toBe(1)
      expect(await ids({})).toEqual(['r3', 'r1'])
      expect(await store.journal.body('r2', 'request')).toBeUndefined()
      await store.ledger.clear()
      expect(await totals()).toMatchObject([{ requests: 0, total: 0 }])
      expect(await ids({})).toEqual(['r3', 'r1'])
      await add(recordOf({ id: 'r4', startedAt: T0 + 4 }))
      expect(await store.journal.clear()).toBe(3)
      expect(await store.journal.list({})).toEqual({ items: [] })
      expect(await totals()).toMatchObject([{ requests: 1 }])
      expect((await store.journal.status()).records).toBe(0)
    })

    it('renames an upstream everywhere, merging totals of the same name', async () => {
      await add(
        recordOf({
          id: 'old',
          attempts: [attemptAt('old "1"', { kind: 'refused', status: 500 }), attemptAt('new', undefined, 2)],
          upstream: 'new',
        }),
        recordOf({ id: 'both', startedAt: T0, upstream: 'old "1"' }),
        recordOf({ id: 'new', startedAt: T0, upstream: 'new' }),
        recordOf({ id: 'other', startedAt: T0, upstream: 'old "1"', service: 'codex' }),
      )
      await store.journal.renameUpstream('claude', 'old "1"', 'new')
      expect((await store.journal.find('old'))?.attemptList.map(({ upstream }) => upstream)).toEqual(['new', 'new'])
      expect(await ids({ upstream: 'old "1"' })).toEqual(['other'])
      expect(await totals(['service', 'upstream'])).toMatchObject([
        { key: 'claude new', requests: 3 },
        { key: 'codex old "1"', requests: 1 },
      ])
    })

    it('stays within its limits, which may change while it runs', async () => {
      await add(...Array.from({ length: 30 }, (_, index) => recordOf({ id: `r${index}`, startedAt: T0 + index })))
      store.configure({ ...NO_LIMITS, requests: 10, requestsWithBodies: 4 })
      await expect.poll(async () => (await ids({ limit: 100 })).length).toBe(10)
      await expect.poll(async () => store.journal.body('r25', 'response')).toBeUndefined()
      expect(await store.journal.body('r26', 'response')).toBeDefined()
      expect((await store.journal.find('r20'))?.responseBytes).toBe(11)
      expect(await totals()).toMatchObject([{ requests: 30 }])
      await add(recordOf({ id: 'late', startedAt: T0 + 100 }))
      await expect.poll(async () => (await ids({ limit: 100 })).at(-1)).toBe('r21')
    })

    it('drops records that have grown too old', async () => {
      await add(recordOf({ id: 'old', startedAt: T0 - 49 * 60 * MINUTE }), recordOf({ id: 'young', startedAt: T0 }))
      store.configure({ ...NO_LIMITS, days: 2 })
      await expect.poll(async () => await ids({})).toEqual(['young'])
    })
  })
}
