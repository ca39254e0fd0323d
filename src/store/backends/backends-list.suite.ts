/** How every back end lists: order, pages, filters, search. Part of what `backends.suite.ts` asks. */
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { NO_LIMITS, type OpenBackend } from '../../../test/kit/open-backend.ts'
import { captured, costAt, recordOf, refusedAttempt } from '../../../test/kit/records.ts'
import type { ExchangeRecord } from '../../contract/exchange.ts'
import type { JournalQuery } from '../records/journal.ts'
import type { RecordStore } from '../records/record-store.ts'

const T0 = Date.UTC(2026, 10, 22, 14, 5)
const MINUTE = 60_000

export const listSuite = (name: string, open: OpenBackend): void => {
  describe(`lists of back end ${name}`, () => {
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

    it('lists newest first, page by page, each record once', async () => {
      const records = Array.from({ length: 23 }, (_, index) =>
        recordOf({ id: `r${String(index).padStart(2, '0')}`, startedAt: T0 + Math.floor(index / 4) }),
      )
      await add(...records)
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await store.journal.list({ limit: 5, ...(cursor === undefined ? {} : { cursor }) })
        seen.push(...page.items.map((item) => item.id))
        cursor = page.next
      } while (cursor !== undefined)
      expect(seen).toEqual(records.map((record) => record.id).reverse())
    })

    it('keeps its place in the list while newer records come in', async () => {
      await add(...[1, 2, 3, 4].map((index) => recordOf({ id: `r${index}`, startedAt: T0 + index })))
      const first = await store.journal.list({ limit: 2 })
      await add(recordOf({ id: 'r9', startedAt: T0 + 9 }))
      expect(await ids({ limit: 2, cursor: first.next ?? '' })).toEqual(['r2', 'r1'])
    })

    it.each<[JournalQuery, readonly string[]]>([
      [{ service: 'codex' }, ['codex']],
      [{ upstream: 'spare' }, ['limited', 'spare']],
      [{ upstream: 'spare', status: '4xx' }, ['limited']],
      [{ status: '429' }, ['limited']],
      [{ status: 'failed' }, ['left', 'blocked', 'cut', 'limited']],
      [{ status: 'ok' }, ['codex', 'slow', 'spare', 'plain']],
      [{ status: '2xx' }, ['codex', 'cut', 'slow', 'spare', 'plain']],
      [{ status: '200', upstream: 'prod' }, ['codex', 'cut', 'slow', 'plain']],
      [{ status: 'nonsense' }, []],
      [{ model: 'sonnet' }, ['spare']],
      [{ model: 'haiku' }, ['spare', 'plain']],
      [{ token: 'laptop' }, ['slow']],
      [{ session: 's1' }, ['slow']],
      [{ token: 'laptop', session: 's2' }, []],
      [{ minDurationMs: 5000 }, ['slow']],
      [{ costAbove: 499_999_999 }, ['slow']],
      [{ costAbove: 500_000_000 }, []],
      [{ path: 'count_' }, ['codex']],
      [{ path: '%' }, []],
      [{ since: T0 + 2 * MINUTE, until: T0 + 4 * MINUTE }, ['limited', 'slow']],
      [{ text: 'NEEDLE' }, ['cut', 'spare']],
      [{ text: 'say "hi"' }, ['plain']],
      [{ text: 'needle', upstream: 'spare' }, ['spare']],
      [{ text: 'nowhere' }, []],
      [{ upstream: "x' OR 1=1 --" }, []],
    ])('filters by %j', async (query, expected) => {
      await add(
        recordOf({
          id: 'plain',
          startedAt: T0,
          model: { asked: 'haiku', sent: 'haiku' },
          request: captured('{"a":"Say \\"hi\\""}'),
        }),
        recordOf({
          id: 'spare',
          startedAt: T0 + MINUTE,
          upstream: 'spare',
          model: { asked: 'haiku', sent: 'sonnet' },
          response: captured('a needle'),
        }),
        recordOf({
          id: 'slow',
          startedAt: T0 + 2 * MINUTE,
          durationMs: 5000,
          token: 'laptop',
          session: 's1',
          cost: costAt(500_000_000n),
        }),
        recordOf({
          id: 'limited',
          startedAt: T0 + 3 * MINUTE,
          upstream: 'spare',
          outcome: { kind: 'delivered', status: 429 },
        }),
        recordOf({
          id: 'cut',
          startedAt: T0 + 4 * MINUTE,
          outcome: { kind: 'failed', code: 'upstream-broken', status: 200, reason: 'cut' },
          responseHeaders: ['content-encoding', 'gzip'],
          response: captured(gzipSync('packed Needle')),
        }),
        recordOf({
          id: 'blocked',
          startedAt: T0 + 5 * MINUTE,
          upstream: 'blocked',
          attempts: [],
          outcome: { kind: 'blocked', filter: 'endpoint', status: 403, reason: 'no' },
        }),
        recordOf({ id: 'codex', startedAt: T0 + 6 * MINUTE, service: 'codex', path: '/v1/count_tokens' }),
        recordOf({ id: 'left', startedAt: T0 + 7 * MINUTE, outcome: { kind: 'abandoned', status: 499 } }),
      )
      expect(await ids(query)).toEqual(expected)
    })

    it('say in short what the upstream said of a request that failed', async () => {
      const attempts = [refusedAttempt('a', 'x'.repeat(500))]
      await add(
        recordOf({ id: 'answered', startedAt: T0, attempts }),
        recordOf({ id: 'failed', startedAt: T0 + 1, attempts, outcome: { kind: 'delivered', status: 529 } }),
      )
      const { items } = await store.journal.list({})
      expect(items.map(({ id, said }) => [id, said])).toEqual([
        ['failed', { type: 'overloaded_error', message: 'x'.repeat(200) }],
        ['answered', null],
      ])
    })

    it('stops a search when the caller gives up', async () => {
      await add(...Array.from({ length: 300 }, () => recordOf()))
      const controller = new AbortController()
      const search = store.journal.list({ text: 'nowhere' }, controller.signal)
      controller.abort()
      await expect(search).rejects.toMatchObject({ name: 'AbortError' })
      expect((await store.journal.list({})).items).toHaveLength(50)
    })
  })
}
