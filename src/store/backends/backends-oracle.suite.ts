/**
 * Totals against an independent sum: thousands of random exchanges with retries and aborts, and between them everything that must
 * not change a count (trims, clears, restarts) or must change it in a known way (rename, import, clearing the totals).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { NO_LIMITS, type OpenBackend } from '../../../test/kit/open-backend.ts'
import { attemptAt, captured, recordOf } from '../../../test/kit/records.ts'
import type { ExchangeRecord, Outcome } from '../../contract/exchange.ts'
import type { Usage } from '../../contract/usage.ts'
import { importHistory } from '../import/import-history.ts'
import type { RecordStore } from '../records/record-store.ts'
import { createMemoryStore } from './index.ts'

const root = mkdtempSync(join(tmpdir(), 'clp-oracle-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const DAY = 86_400_000
const T0 = Date.UTC(2026, 0, 1)
const RECORDS = 5000
const METRICS = [
  'input',
  'cacheCreate',
  'cacheCreate5m',
  'cacheCreate1h',
  'cacheRead',
  'output',
  'reasoning',
  'total',
  'uncachedInput',
] as const

const upstream = fc.constantFrom('prod', 'spare', 'größe "x"', 'third')
const tokens = fc.nat(2_000_000)
const usage: fc.Arbitrary<Usage> = fc.record({
  input: tokens,
  cacheCreate: tokens,
  cacheCreate5m: tokens,
  cacheCreate1h: tokens,
  cacheRead: tokens,
  output: tokens,
  reasoning: tokens,
  total: tokens,
  uncachedInput: tokens,
})
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Outcome>({ kind: 'delivered', status: 200 }) },
  fc.constantFrom<Outcome>(
    { kind: 'delivered', status: 301 },
    { kind: 'delivered', status: 404 },
    { kind: 'delivered', status: 529 },
    { kind: 'failed', code: 'upstream-broken', status: 200, reason: 'cut' },
    { kind: 'failed', code: 'upstream-timeout', status: 504, reason: 'late' },
    { kind: 'abandoned', status: 499 },
    { kind: 'blocked', filter: 'endpoint', status: 403, reason: 'no' },
  ),
)

const exchange = fc.record({
  outcome,
  service: fc.constantFrom('claude', 'codex'),
  path: fc.array(upstream, { minLength: 1, maxLength: 3 }),
  model: fc.constantFrom(undefined, 'opus', 'sonnet'),
  sent: fc.constantFrom(undefined, 'haiku'),
  token: fc.constantFrom(undefined, 'laptop', 'ci'),
  usage: fc.option(usage, { nil: undefined }),
  partial: fc.boolean(),
  offset: fc.nat(60 * DAY),
  body: fc.nat(3000),
})

type Shape = typeof exchange extends fc.Arbitrary<infer T> ? T : never

const toRecord = (shape: Shape, number: number): ExchangeRecord => {
  const { usage: _, ...base } = recordOf({ startedAt: T0 + shape.offset })
  const tried = shape.outcome.kind === 'blocked' ? [] : shape.path
  const model = { ...(shape.model && { asked: shape.model }), ...(shape.sent && { sent: shape.sent }) }
  return {
    ...base,
    id: `r${number}`,
    service: shape.service,
    upstream: tried.at(-1) ?? 'blocked',
    attempts: tried.map((name, index) => attemptAt(name, { kind: 'refused', status: 500 }, index + 1)),
    outcome: shape.outcome,
    model,
    ...(shape.token && { token: shape.token }),
    ...(shape.usage && { usage: { usage: shape.usage, raw: {}, partial: shape.partial } }),
    response: captured('x'.repeat(shape.body)),
  }
}

/** The independent sum: a plain table of columns, filled by rules written down a second time. */
const createOracle = () => {
  let rows: { key: string[]; counts: number[] }[] = []
  return {
    count: (shape: Shape): void => {
      if (shape.outcome.kind === 'blocked') return
      const day = new Date(T0 + shape.offset).toISOString().slice(0, 10)
      const failed =
        shape.outcome.kind === 'failed' || (shape.outcome.kind === 'delivered' && shape.outcome.status > 399)
      rows.push({
        key: [day, shape.service, shape.path.at(-1) ?? '', shape.sent ?? shape.model ?? '', shape.token ?? ''],
        counts: [1, failed ? 1 : 0, ...METRICS.map((metric) => shape.usage?.[metric] ?? 0)],
      })
    },
    add: (key: string[], counts: number[]): void => void rows.push({ key, counts }),
    rename: (service: string, from: string, to: string): void => {
      for (const row of rows) if (row.key[1] === service && row.key[2] === from) row.key[2] = to
    },
    clear: (): void => {
      rows = []
    },
    totals: (columns: readonly number[]): [string, number[]][] => {
      const sums = new Map<string, number[]>()
      for (const { key, counts } of rows) {
        const name = columns.map((column) => key[column]).join('|')
        const sum = sums.get(name) ?? counts.map(() => 0)
        sums.set(
          name,
          counts.map((count, index) => count + (sum[index] ?? 0)),
        )
      }
      return [...sums].sort(([left], [right]) => (left < right ? -1 : 1))
    },
  }
}

const GROUPS = ['day', 'service', 'upstream', 'model', 'token'] as const

const compare = async (store: RecordStore, oracle: ReturnType<typeof createOracle>): Promise<void> => {
  for (const columns of [[0], [1], [2], [3], [4], [0, 1, 2, 3, 4]]) {
    const groupBy = columns.map((column) => GROUPS[column] ?? 'day')
    const rows = await store.ledger.totals({ groupBy, timeZone: 'UTC' })
    const seen = rows.map(({ key, requests, failures, usage: sum }): [string, number[]] => [
      groupBy.map((group) => key[group]).join('|'),
      [requests, failures, ...METRICS.map((metric) => sum[metric])],
    ])
    expect(seen.sort(([left], [right]) => (left < right ? -1 : 1))).toEqual(oracle.totals(columns))
  }
}

const importSome = async (
  store: RecordStore,
  oracle: ReturnType<typeof createOracle>,
  alreadyDone: boolean,
): Promise<void> => {
  const directory = mkdtempSync(join(root, 'old-'))
  const metrics = { input: 70, cached_create: 1, cached_read: 2, output: 30, reasoning: 4, total: 100 }
  const lines = Array.from({ length: 40 }, (_, index) => ({
    id: `old-${index}`,
    timestamp: '2026-01-15T12:00:00',
    service: 'codex',
    status_code: 200,
    channel: 'prod',
    usage: { service: 'codex', metrics },
  }))
  writeFileSync(join(directory, 'proxy_requests_codex.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'))
  writeFileSync(join(directory, 'history_usage.json'), JSON.stringify({ claude: { spare: metrics } }))
  const { files } = await importHistory({ directory, tokenNames: {} }, store.writer)
  // The second import finds that it was done, and adds nothing.
  if (alreadyDone) return expect(files).toHaveLength(2)
  const day = new Date(new Date('2026-01-15T12:00:00').getTime()).toISOString().slice(0, 10)
  for (const _ of lines) oracle.add([day, 'codex', 'prod', '', ''], [1, 0, 70, 1, 0, 0, 2, 30, 4, 100, 68])
  oracle.add(['imported', 'claude', 'spare', '', ''], [0, 0, 70, 1, 0, 0, 2, 30, 4, 100, 70])
}

const NOW = T0 + 100 * DAY
export const oracleSuite = (name: string, open: OpenBackend): void => {
  it(`${name} counts every metric as an independent sum does, whatever happens in between`, async () => {
    const clock = createFakeClock(NOW)
    const opened = (): Promise<RecordStore> => open({ clock, limits: NO_LIMITS })
    const seed = 20_261_122
    const shapes = fc.sample(exchange, { numRuns: RECORDS, seed })
    const oracle = createOracle()
    let store = await opened()
    for (const [index, shape] of shapes.entries()) {
      store.journal.append(toRecord(shape, index))
      oracle.count(shape)
      // Twice over for a few: a record is counted once.
      if (index % 997 === 0) store.journal.append(toRecord(shape, index))
      if (index % 500 !== 499) continue
      await store.journal.flush()
      const acts: readonly (() => Promise<unknown>)[] = [
        () => importSome(store, oracle, index > 500),
        () => store.journal.clear(Array.from({ length: 100 }, (_, part) => `r${index - part * 3}`)),
        async () => store.configure({ ...NO_LIMITS, requests: 200, requestsWithBodies: 50 }),
        async () => {
          await store.close()
          store = await opened()
        },
        async () => {
          // Before all of them began: exchanges that run during a rename take the new name, and these do not run.
          clock.jumpTo(T0 - DAY)
          await store.journal.renameUpstream('claude', 'prod', 'third')
          clock.jumpTo(NOW)
          oracle.rename('claude', 'prod', 'third')
        },
        () => store.journal.clear(),
        async () => {
          await store.ledger.clear()
          oracle.clear()
        },
      ]
      await acts[Math.floor(index / 500) % acts.length]?.()
      await compare(store, oracle)
    }
    await store.close()
    store = await opened()
    await compare(store, oracle)
    await store.close()
  }, 120_000)
}

/** The same in memory, where nothing can be closed and opened again. */
export const memoryOracle = (): void => {
  it('counts alike in memory', async () => {
    const clock = createFakeClock(NOW)
    const shapes = fc.sample(exchange, { numRuns: 300, seed: 7 })
    const memory = createMemoryStore({ clock, limits: NO_LIMITS })
    const oracle = createOracle()
    for (const [index, shape] of shapes.entries()) {
      memory.journal.append(toRecord(shape, index))
      oracle.count(shape)
    }
    await memory.journal.flush()
    await compare(memory, oracle)
  })
}
