import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { NO_LIMITS, type OpenBackend } from '../../../test/kit/open-backend.ts'
import { hashToken } from '../../codec/text/token.ts'
import { createMemoryStore, openSqliteStore } from '../backends/index.ts'
import type { Batch, RecordWriter } from '../records/record-driver.ts'
import { importHistory } from './import-history.ts'

const root = mkdtempSync(join(tmpdir(), 'clp-import-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const metrics = (input: number, output: number, cached = 0) => ({
  input,
  cached_create: 0,
  cached_read: cached,
  output,
  reasoning: 0,
  total: input + output,
})
const TOKEN = `clp_${'a'.repeat(32)}`

const entry = (over: Record<string, unknown> = {}) => ({
  id: '11111111-1111-4111-8111-111111111111',
  timestamp: '2026-03-01T12:00:05',
  service: 'claude',
  method: 'POST',
  path: 'https://user:hunter22@api.test/v1/messages?beta=true&api_key=sk-verysecretkey',
  status_code: 200,
  duration_ms: 5000,
  channel: 'prod',
  target_headers: { 'x-api-key': 'sk-ant-verysecret', host: 'api.test' },
  original_headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
  original_body: base64('{"model":"opus","a":1}'),
  filtered_body: base64('{"model":"sonnet","a":1}'),
  usage: { service: 'claude', metrics: metrics(100, 20, 7), raw: { input_tokens: 100 } },
  response_content: base64('hällo'),
  response_bytes: 6,
  ...over,
})
const without = (value: Record<string, unknown>, ...names: readonly string[]) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))

let directory: string
const put = (name: string, content: unknown): void =>
  writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content))
const lines = (...values: readonly unknown[]): string =>
  values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n')

const backends: readonly (readonly [string, OpenBackend])[] = [
  ['memory', async (options) => createMemoryStore(options)],
  ['sqlite', (options) => openSqliteStore({ ...options, file: join(directory, 'clp.db') })],
]

beforeEach(() => {
  directory = mkdtempSync(join(root, 'data-'))
})

describe.each(backends)('import into %s', (_name, open) => {
  const load = async () => {
    const store = await open({ clock: createFakeClock(0), limits: NO_LIMITS })
    const source = { directory, tokenNames: { [hashToken(TOKEN)]: 'laptop' } }
    return { store, source, report: await importHistory(source, store.writer) }
  }

  it('takes a request over with all that was written down, and without its secrets', async () => {
    put('proxy_requests_claude.jsonl', lines(entry()))
    const { store } = await load()
    const found = await store.journal.find(entry().id)
    expect(found).toMatchObject({
      service: 'claude',
      upstream: 'prod',
      token: 'laptop',
      modelAsked: 'opus',
      modelSent: 'sonnet',
      status: 200,
      durationMs: 5000,
      startedAt: new Date('2026-03-01T12:00:00').getTime(),
      path: '/v1/messages',
      responseBytes: 6,
      usage: { input: 100, output: 20, cacheRead: 7, total: 120, uncachedInput: 100 },
      attemptList: [{ upstream: 'prod', outcome: { kind: 'answered', status: 200 } }],
    })
    const shown = JSON.stringify(found)
    for (const secret of ['hunter22', 'sk-verysecretkey', 'sk-ant-verysecret', TOKEN])
      expect(shown).not.toContain(secret)
    const body = async (kind: 'request' | 'sent' | 'response') =>
      Buffer.from((await store.journal.body(entry().id, kind))?.bytes ?? []).toString()
    expect([await body('request'), await body('sent'), await body('response')]).toEqual([
      '{"model":"opus","a":1}',
      '{"model":"sonnet","a":1}',
      'hällo',
    ])
    await store.close()
  })

  it('reads every file once, skips and counts what it cannot read, and leaves the files alone', async () => {
    put(
      'proxy_requests_claude.jsonl',
      lines(entry(), '{"cut', '[]', '', '{"id":"x"}', entry({ id: 'b', response_truncated: true })),
    )
    put(
      'proxy_requests_codex.jsonl',
      lines(entry({ id: 'c', service: 'codex', usage: { service: 'codex', metrics: metrics(50, 5, 30) } })),
    )
    // The same request again, and two alike without an id.
    put('proxy_requests.jsonl', lines(entry(), without(entry(), 'id'), without(entry(), 'id')))
    put('traffic_statistics.jsonl', lines(entry({ id: 'd', usage: { input_tokens: 3, output_tokens: 4 } })))
    const before = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'))
    const { store, source, report } = await load()
    expect(report.files).toEqual([
      { file: 'proxy_requests_claude.jsonl', imported: 2, skipped: 3 },
      { file: 'proxy_requests_codex.jsonl', imported: 1, skipped: 0 },
      { file: 'proxy_requests.jsonl', imported: 3, skipped: 0 },
      { file: 'traffic_statistics.jsonl', imported: 1, skipped: 0 },
    ])
    expect(await importHistory(source, store.writer)).toEqual(report)
    const rows = await store.ledger.totals({ groupBy: ['service', 'month'] })
    expect(
      rows.map(({ key, requests, usage }) => [key.service, key.month, requests, usage.input, usage.uncachedInput]),
    ).toEqual([
      ['claude', '2026-03', 5, 403, 403],
      ['codex', '2026-03', 1, 50, 20],
    ])
    expect((await store.journal.list({})).items).toHaveLength(6)
    expect((await store.journal.body('b', 'response'))?.truncated).toBe(true)
    const after = readdirSync(directory).filter((name) => !name.startsWith('clp.db'))
    expect(after.map((name) => readFileSync(join(directory, name), 'utf8'))).toEqual(before)
    await store.close()
  })

  it('adds the totals of cleared logs, divided by token but never counted twice', async () => {
    put('history_usage.json', {
      claude: { prod: metrics(1000, 100, 7), renamed: metrics(10, 1), zero: metrics(0, 0) },
      codex: { a: metrics(500, 50, 400), bad: 3 },
    })
    put('history_usage_by_token.json', {
      laptop: { claude: { prod: metrics(300, 30), old: metrics(10, 1) } },
      匿名访问: { claude: { prod: metrics(200, 20) } },
      '未注册 (abc123)': { codex: { a: metrics(1, 0) } },
    })
    put('proxy_requests_claude.jsonl', lines(entry()))
    const { store, report } = await load()
    expect(report.files.at(-1)).toEqual({ file: 'history_usage.json', imported: 6, skipped: 1 })
    const totals = async (groupBy: 'upstream' | 'token' | 'day') =>
      (await store.ledger.totals({ groupBy: [groupBy] })).map(({ key, usage }) => [
        key[groupBy],
        usage.input,
        usage.output,
      ])
    expect(await totals('upstream')).toEqual([
      ['a', 500, 50],
      ['prod', 1100, 120],
      ['renamed', 10, 1],
    ])
    expect(await totals('token')).toEqual([
      ['', 1209, 121],
      ['laptop', 400, 50],
      ['unregistered', 1, 0],
    ])
    expect(await totals('day')).toEqual([
      ['2026-03-01', 100, 20],
      ['imported', 1510, 151],
    ])
    expect(await store.ledger.totals({ groupBy: [], since: 1 })).toMatchObject([{ requests: 1 }])
    await store.close()
  })

  it.each([
    [
      'blocked',
      { blocked: true, blocked_by: 'r1', blocked_reason: 'no', status_code: 403, channel: 'blocked', path: '/v1/x' },
      {
        outcome: { kind: 'blocked', filter: 'endpoint', rule: 'r1', status: 403, reason: 'no' },
        attempts: 0,
        path: '/v1/x',
      },
    ],
    ['failed', { status_code: 502 }, { status: 502, attemptList: [{ outcome: { kind: 'refused', status: 502 } }] }],
    ['timeless', { timestamp: 'yesterday' }, { startedAt: 0 }],
    [
      'nothing known',
      { path: 5, method: null, duration_ms: 'x', original_headers: [], target_headers: null },
      { path: '/', durationMs: 0, requestHeaders: [] },
    ],
  ])('reads a line that is %s', async (_what, over, expected) => {
    const zeros = { service: 'claude', metrics: metrics(0, 0), raw: {} }
    put('proxy_requests_claude.jsonl', lines(entry({ usage: zeros, ...over })))
    const { store } = await load()
    expect(await store.journal.find(entry().id)).toMatchObject({ usage: null, ...expected })
    await store.close()
  })

  it('has nothing to do in an empty folder', async () => {
    const { store, report } = await load()
    expect(report).toEqual({ files: [] })
    await store.close()
  })
})

describe('importHistory', () => {
  it('goes on where it was cut short', async () => {
    put('proxy_requests_claude.jsonl', lines(...Array.from({ length: 5000 }, (_, index) => entry({ id: `r${index}` }))))
    put('history_usage.json', { claude: { prod: metrics(1, 1) } })
    const parts: Batch[] = []
    const writer = (failAfter: number): Pick<RecordWriter, 'write' | 'note'> => ({
      note: async () => parts.at(-1)?.note?.text,
      write: async (part) => {
        if (parts.length >= failAfter) throw new Error('power cut')
        parts.push(part)
      },
    })
    const source = { directory, tokenNames: {} }
    await expect(importHistory(source, writer(2))).rejects.toThrow('power cut')
    const report = await importHistory(source, writer(1000))
    expect(report.files).toEqual([
      { file: 'proxy_requests_claude.jsonl', imported: 5000, skipped: 0 },
      { file: 'history_usage.json', imported: 1, skipped: 0 },
    ])
    const ids = parts.flatMap((part) => part.records.map(({ exchange }) => exchange.id))
    expect(ids).toEqual(Array.from({ length: 5000 }, (_, index) => `r${index}`))
    expect(parts.flatMap((part) => part.entries)).toHaveLength(1)
    expect(await importHistory(source, writer(1000))).toEqual(report)
  })

  it('reports a file it cannot read and takes the others', async () => {
    mkdirSync(join(directory, 'proxy_requests_claude.jsonl'))
    put('proxy_requests_codex.jsonl', lines(entry()))
    put('history_usage.json', '{"claude":')
    const store = createMemoryStore({ clock: createFakeClock(0), limits: NO_LIMITS })
    const { files } = await importHistory({ directory, tokenNames: {} }, store.writer)
    expect(files).toMatchObject([
      { file: 'proxy_requests_claude.jsonl', imported: 0, error: expect.stringContaining('EISDIR') },
      { file: 'proxy_requests_codex.jsonl', imported: 1 },
      { file: 'history_usage.json', imported: 0, error: expect.stringContaining('Cannot read') },
    ])
  })
})
