import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { NO_LIMITS } from '../../../test/kit/open-backend.ts'
import { attemptAt, captured, recordOf, usageOf } from '../../../test/kit/records.ts'
import type { ExchangeRecord } from '../../contract/exchange.ts'
import { createMemoryStore } from '../backends/index.ts'
import { importHistory } from '../import/import-history.ts'
import { exportHar } from './export-har.ts'
import { exportJsonl } from './export-jsonl.ts'

const folder = mkdtempSync(join(tmpdir(), 'clp-export-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const storeOf = async (...records: readonly ExchangeRecord[]) => {
  const store = createMemoryStore({ clock: createFakeClock(0), limits: NO_LIMITS })
  for (const record of records) store.journal.append(record)
  await store.journal.flush()
  return store
}
const textOf = async (pieces: AsyncIterable<string>): Promise<string> => {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const blocked = recordOf({
  id: 'blocked',
  startedAt: 1000,
  upstream: 'blocked',
  attempts: [],
  query: 'a=1&b=%20',
  outcome: { kind: 'blocked', filter: 'endpoint', rule: 'r1', status: 403, reason: 'not here' },
})
const full = recordOf({
  id: 'full',
  startedAt: 2000,
  attempts: [attemptAt('a', { kind: 'refused', status: 500 }), attemptAt('prod', undefined, 2)],
  requestHeaders: ['Content-Type', 'application/json', 'Content-Encoding', 'gzip'],
  request: captured(gzipSync('{"a":"ä"}')),
  sent: captured('{"a":"b"}'),
  responseHeaders: ['content-type', 'text/event-stream', 'content-encoding', 'gzip'],
  response: captured(gzipSync('data: hé')),
  usage: usageOf({ input: 3, cacheCreate: 4, cacheRead: 5, output: 6, reasoning: 1, total: 9 }),
})

describe('exportJsonl', () => {
  it('writes the fields of the original, bodies decoded', async () => {
    const lines = (await textOf(exportJsonl((await storeOf(blocked, full)).journal, { query: {} })))
      .trimEnd()
      .split('\n')
    const [first, second] = lines.map((line) => JSON.parse(line))
    expect(first).toMatchObject({
      id: 'full',
      service: 'claude',
      path: 'https://prod.test/v1/messages',
      status_code: 200,
      duration_ms: 120,
      channel: 'prod',
      original_headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      original_body: base64('{"a":"ä"}'),
      filtered_body: base64('{"a":"b"}'),
      response_content: base64('data: hé'),
      usage: {
        service: 'claude',
        metrics: { input: 3, cached_create: 4, cached_read: 5, output: 6, reasoning: 1, total: 9 },
        raw: { input_tokens: 3, output_tokens: 6 },
      },
    })
    expect(first.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    expect(first).not.toHaveProperty('blocked')
    expect(second).toMatchObject({
      id: 'blocked',
      path: '/v1/messages?a=1&b=%20',
      blocked: true,
      blocked_by: 'r1',
      blocked_reason: 'not here',
    })
    expect(second).not.toHaveProperty('response_bytes')
  })

  it('writes what the import reads: the same counts come back', async () => {
    const before = await storeOf(...Array.from({ length: 250 }, (_, index) => recordOf({ startedAt: index * 1000 })))
    writeFileSync(join(folder, 'proxy_requests_claude.jsonl'), await textOf(exportJsonl(before.journal, { query: {} })))
    const after = await storeOf()
    await importHistory({ directory: folder, tokenNames: {} }, after.writer)
    const query = { groupBy: ['upstream', 'model'] } as const
    expect(await after.ledger.totals(query)).toEqual(await before.ledger.totals(query))
  })

  it('exports what the query finds, and stops when told', async () => {
    const { journal } = await storeOf(blocked, full)
    expect(await textOf(exportJsonl(journal, { query: { status: '4xx' } }))).toContain('"id":"blocked"')
    expect(await textOf(exportJsonl(journal, { query: { upstream: 'nobody' } }))).toBe('')
    const controller = new AbortController()
    const pieces = exportJsonl(journal, { query: {}, signal: controller.signal })
    await pieces.next()
    controller.abort()
    await expect(pieces.next()).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('exportHar', () => {
  it('writes one document with every required field', async () => {
    const binary = recordOf({
      id: 'binary',
      startedAt: 3000,
      response: captured(Buffer.from([0xff, 0xfe, 0x00])),
      request: captured(Buffer.from('ein Wört').subarray(0, 6), { truncated: true, size: 100 }),
    })
    const { log } = JSON.parse(
      await textOf(exportHar((await storeOf(blocked, full, binary)).journal, { query: {}, version: '2.0.0' })),
    )
    expect(log).toMatchObject({ version: '1.2', creator: { name: 'CLP', version: '2.0.0' } })
    const [third, second, first] = log.entries
    expect(second).toMatchObject({
      startedDateTime: '1970-01-01T00:00:02.000Z',
      time: 120,
      request: {
        method: 'POST',
        url: 'https://prod.test/v1/messages',
        httpVersion: 'HTTP/1.1',
        cookies: [],
        queryString: [],
        postData: { mimeType: 'application/json', text: '{"a":"ä"}' },
      },
      response: {
        status: 200,
        statusText: 'OK',
        redirectURL: '',
        content: { mimeType: 'text/event-stream', text: 'data: hé', size: 9 },
      },
      cache: {},
      timings: { send: 0, wait: 20, receive: 100 },
    })
    expect(second._attempts).toHaveLength(2)
    expect(first).toMatchObject({
      comment: 'blocked',
      request: {
        url: 'http://clp.invalid/v1/messages?a=1&b=%20',
        queryString: [
          { name: 'a', value: '1' },
          { name: 'b', value: ' ' },
        ],
      },
    })
    expect(third.response.content).toMatchObject({ encoding: 'base64', text: '//4A' })
    expect(third.request.postData).toMatchObject({ text: 'ein W\ufffd', comment: 'truncated' })
  })

  it('is a document even when there is nothing to tell', async () => {
    expect(
      JSON.parse(await textOf(exportHar((await storeOf()).journal, { query: {}, version: '1' }))).log.entries,
    ).toEqual([])
  })
})
