/**
 * Golden invoices: each request of `test/money/invoices.json` goes through the whole chain into a real log, and costs what an independent
 * script (`invoices.py`) has worked out, to the last nano-dollar: in its record, in the totals, in the table and in the API.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usageRoutes } from '../../../src/admin/routes/usage.ts'
import type { UsageAnswer } from '../../../src/contract/api/exchanges.ts'
import type { ExchangeRecord } from '../../../src/contract/exchange.ts'
import { exactDollars } from '../../../src/contract/money/decimal.ts'
import { claude } from '../../../src/proxy/services/claude.ts'
import { codex } from '../../../src/proxy/services/codex.ts'
import { gemini } from '../../../src/proxy/services/gemini.ts'
import { openSqliteStore } from '../../../src/store/backends/sqlite/open-sqlite-store.ts'
import { pricesDocument } from '../../../src/store/documents/prices.ts'
import type { RecordStore } from '../../../src/store/records/record-store.ts'
import { received, sending } from '../../kit/bodies.ts'
import { inForce, upstreamOf } from '../../kit/exchange.ts'
import { createFakeClock } from '../../kit/fake-clock.ts'
import { NO_LIMITS } from '../../kit/open-backend.ts'
import { proxyInMemory } from '../../kit/proxy-in-memory.ts'
import { jsonReply, streamReply } from '../../kit/wire.ts'

interface Invoice {
  readonly name: string
  readonly service: 'claude' | 'codex' | 'gemini'
  readonly protocol: 'messages' | 'responses' | 'chat' | 'gemini'
  readonly model: string
  readonly upstream: string
  readonly at: string
  readonly usage: object
  readonly beside: object
  readonly cut: boolean
  readonly nano: string | null
  readonly quality: string
}

const SHEET: { readonly prices: unknown; readonly invoices: readonly Invoice[] } = JSON.parse(
  readFileSync(new URL('../../money/invoices.json', import.meta.url), 'utf8'),
)
const SERVICES = { claude, codex, gemini }

const pathOf = ({ protocol, model }: Invoice): string =>
  ({
    messages: '/v1/messages',
    responses: '/v1/responses',
    chat: '/v1/chat/completions',
    gemini: `/v1beta/models/${encodeURIComponent(model)}:generateContent`,
  })[protocol]

/** What makes an answer one, beside its counts. */
const SHAPES = { messages: { type: 'message', content: [] }, responses: { output: [] }, chat: { choices: [] } }

const answerOf = ({ protocol, usage, beside }: Invoice): object =>
  protocol === 'gemini' ? { usageMetadata: usage, candidates: [] } : { id: 'a', ...SHAPES[protocol], ...beside, usage }

/** Begins like an answer of Messages, tells its counts, and breaks off. */
const cutAnswer = ({ usage }: Invoice) => {
  const start = { type: 'message_start', message: { usage } }
  const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'cut' } }
  const events = [start, delta].map((event) => Buffer.from(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`))
  return streamReply(sending(events, { ending: 'fail' }))
}

const recordFor = async (invoice: Invoice): Promise<ExchangeRecord | undefined> => {
  const { service, upstream, model, cut, at } = invoice
  const { ask, clock, records } = proxyInMemory({
    service: SERVICES[service],
    answers: [cut ? cutAnswer(invoice) : jsonReply(answerOf(invoice))],
    pool: [upstreamOf(upstream, { active: true })],
    values: inForce(pricesDocument, SHEET.prices),
  })
  clock.jumpTo(Date.parse(at))
  const reply = await ask({
    path: pathOf(invoice),
    body: JSON.stringify({ model, stream: cut, messages: [], input: [] }),
  })
  await received(reply.body)
  await expect.poll(() => records).toHaveLength(1)
  return records[0]
}

const folder = mkdtempSync(join(tmpdir(), 'clp-invoices-'))
let store: RecordStore
beforeAll(async () => {
  store = await openSqliteStore({ file: join(folder, 'clp.db'), clock: createFakeClock(), limits: NO_LIMITS })
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('golden invoices', () => {
  it.each(SHEET.invoices)('$name', async (invoice) => {
    const record = await recordFor(invoice)
    expect(record?.cost).toMatchObject({
      nano: invoice.nano === null ? null : BigInt(invoice.nano),
      quality: invoice.quality,
    })
    if (record !== undefined) store.journal.append(record)
    await store.journal.flush()
    expect((await store.journal.find(record?.id ?? ''))?.cost).toMatchObject({
      nano: invoice.nano,
      quality: invoice.quality,
    })
  })

  it('add up the same in totals, table and API, by whatever they are grouped', async () => {
    const routes = usageRoutes({ ledger: store.ledger, daemon: { timeZone: () => 'UTC' }, tokens: () => [] })
    const whole = sumOf(SHEET.invoices)
    for (const by of ['', 'service', 'service,upstream', 'model', 'day', 'month,upstream,model', 'hour,token']) {
      const answer = (await (await routes.request(`/api/usage?by=${by}`)).json()) as UsageAnswer
      expect(answer.total.cost).toMatchObject(whole)
      const nanos = answer.rows.map(({ cost }) => BigInt(cost.nano))
      expect(nanos.reduce((sum, nano) => sum + nano, 0n)).toBe(BigInt(whole.nano))
      const table = await (await routes.request(`/api/usage.csv?by=${by}`)).text()
      expect(costsIn(table)).toEqual(nanos.map(exactDollars))
    }
    const { rows } = (await (await routes.request('/api/usage?by=service,upstream')).json()) as UsageAnswer
    for (const { key, cost } of rows) {
      const own = SHEET.invoices.filter((one) => one.service === key.service && one.upstream === key.upstream)
      expect(cost).toMatchObject(sumOf(own))
    }
  })
})

const sumOf = (invoices: readonly Invoice[]) => ({
  nano: String(invoices.reduce((sum, { nano }) => sum + BigInt(nano ?? 0), 0n)),
  unpriced: invoices.filter(({ nano }) => nano === null).length,
  floors: invoices.filter(({ quality }) => quality === 'floor').length,
})

const costsIn = (table: string): readonly (string | undefined)[] =>
  table
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',').at(-3))
