/**
 * Five thousand random exchanges of all services, with attempts that fail over, answers that are cut, refusals, counting and models without a
 * price, in a log that is trimmed, renamed in and opened anew on the way: records, totals, table and API all say what fractions of integers
 * in this file say, which know nothing of the code that prices.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { usageRoutes } from '../../../src/admin/routes/usage.ts'
import type { UsageAnswer } from '../../../src/contract/api/exchanges.ts'
import { exactDollars } from '../../../src/contract/money/decimal.ts'
import { claude } from '../../../src/proxy/services/claude.ts'
import { codex } from '../../../src/proxy/services/codex.ts'
import { gemini } from '../../../src/proxy/services/gemini.ts'
import { openSqliteStore } from '../../../src/store/backends/sqlite/open-sqlite-store.ts'
import { balancingDocument } from '../../../src/store/documents/balancing.ts'
import { pricesDocument } from '../../../src/store/documents/prices.ts'
import { received, sending } from '../../kit/bodies.ts'
import { inForce, upstreamOf } from '../../kit/exchange.ts'
import { createFakeClock } from '../../kit/fake-clock.ts'
import { NO_LIMITS } from '../../kit/open-backend.ts'
import { proxyInMemory } from '../../kit/proxy-in-memory.ts'
import { type Answer, jsonReply, streamReply } from '../../kit/wire.ts'

const EXCHANGES = 5000
const SERVICES = { claude, codex, gemini }
type Service = keyof typeof SERVICES

/** Prices in millionths of a dollar per million tokens: fresh, read, written, output. */
const PRICES: Readonly<Record<string, readonly [number, number, number, number]>> = {
  big: [3_000_000, 300_000, 3_750_000, 15_000_000],
  odd: [333, 7, 1, 777],
}
/** Multipliers in millionths. */
const MULTIPLIERS: Readonly<Record<string, number>> = { first: 1_200_000, second: 333_333 }

const DOCUMENT = {
  models: Object.entries(PRICES).map(([match, [input, cacheRead, cacheWrite, output]]) => ({
    match,
    input: input / 1e6,
    cacheRead: cacheRead / 1e6,
    cacheWrite: cacheWrite / 1e6,
    output: output / 1e6,
    tiers: { batch: 0.5 },
  })),
  upstreams: Object.fromEntries(
    Object.keys(SERVICES).flatMap((service) =>
      Object.entries(MULTIPLIERS).map(([name, value]) => [`${service}/${name}`, { multiplier: value / 1e6 }]),
    ),
  ),
}

/** A small generator of numbers that are the same in every run. */
const randomFrom = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
const random = randomFrom(20_261_130)

interface Tokens {
  readonly fresh: number
  readonly read: number
  readonly written: number
  readonly output: number
}

/** What one answer must cost: nothing known, or nano-dollars by fractions. */
const costOf = (model: string, upstream: string, tokens: Tokens, batch: boolean): bigint | null => {
  const prices = PRICES[model]
  if (prices === undefined) return null
  const counts = [tokens.fresh, tokens.read, tokens.written, tokens.output]
  const pico = counts.reduce((sum, count, index) => sum + BigInt(count) * BigInt(prices[index] ?? 0), 0n)
  const numerator = pico * BigInt(MULTIPLIERS[upstream] ?? 0) * (batch ? 1n : 2n)
  const denominator = 2n * 1_000_000n * 1000n
  const [whole, rest] = [numerator / denominator, numerator % denominator]
  const up = 2n * rest > denominator || (2n * rest === denominator && whole % 2n === 1n)
  return up ? whole + 1n : whole
}

const usageFor = (service: Service, { fresh, read, written, output }: Tokens, batch: boolean): object => {
  const prompt = fresh + read + written
  if (service === 'claude')
    return {
      usage: {
        input_tokens: fresh,
        cache_read_input_tokens: read,
        cache_creation_input_tokens: written,
        output_tokens: output,
        service_tier: batch ? 'batch' : 'standard',
      },
    }
  if (service === 'codex')
    return {
      service_tier: batch ? 'batch' : 'default',
      usage: {
        input_tokens: prompt,
        output_tokens: output,
        input_tokens_details: { cached_tokens: read, cache_write_tokens: written },
      },
    }
  return {
    candidates: [],
    usageMetadata: { promptTokenCount: prompt, cachedContentTokenCount: read, candidatesTokenCount: output },
  }
}

interface Expected {
  readonly service: Service
  readonly upstream: string
  readonly requests: number
  readonly nano: bigint | null
}

interface Plan {
  readonly service: Service
  readonly path: string
  readonly model: string
  readonly answers: readonly Answer[]
  readonly expected: readonly Expected[]
}

const PATHS = {
  claude: () => '/v1/messages',
  codex: () => '/v1/responses',
  gemini: (model: string) => `/v1beta/models/${model}:generateContent`,
}

/** What makes an answer one, beside its counts. */
const SHAPES = { claude: { type: 'message', content: [] }, codex: { output: [] }, gemini: {} }

/** A stream of Messages that tells its counts and breaks off, before or after the first word. */
const cutStream = (usage: object, late: boolean): Answer => {
  const start = { type: 'message_start', message: usage }
  const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'cut' } }
  const events = late ? [start, delta] : [start]
  const bytes = events.map((event) => Buffer.from(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`))
  return () => streamReply(sending(bytes, { ending: 'fail' }))
}

const planOf = (): Plan => {
  const service = (['claude', 'codex', 'gemini'] as const)[random(3)] ?? 'claude'
  const model = ['big', 'odd', 'unheard-of'][random(3)] ?? 'big'
  // Gemini names no tier; its cache has no price for writing that an answer would tell.
  const batch = service !== 'gemini' && random(4) === 0
  const tokens = {
    fresh: random(200_000),
    read: random(100_000),
    written: service === 'gemini' ? 0 : random(5000),
    output: random(9000),
  }
  const usage = usageFor(service, tokens, batch)
  const path = PATHS[service](model)
  const good: Answer = () => jsonReply({ id: `a${random(2 ** 31)}`, ...SHAPES[service], ...usage })
  const down: Answer = () => jsonReply({ error: {} }, 529)
  const answered = (upstream: string): Expected => ({
    service,
    upstream,
    requests: 1,
    nano: costOf(model, upstream, tokens, batch),
  })
  const free = (upstream: string, requests: number): Expected => ({ service, upstream, requests, nano: 0n })
  switch (random(6)) {
    case 0:
      return { service, path, model, answers: [down, good], expected: [answered('second')] }
    case 1:
      return { service, path, model, answers: [() => jsonReply({ error: {} }, 400)], expected: [free('first', 1)] }
    case 2:
      if (service !== 'claude') break
      return { service, path, model, answers: [cutStream(usage, true)], expected: [answered('first')] }
    case 3:
      if (service !== 'claude') break
      return {
        service,
        path,
        model,
        answers: [cutStream(usage, false), good],
        expected: [{ ...answered('first'), requests: 0 }, answered('second')],
      }
    case 4:
      if (service !== 'claude') break
      return {
        service,
        path: '/v1/messages/count_tokens',
        model,
        answers: [() => jsonReply({ input_tokens: 5 })],
        expected: [free('first', 0)],
      }
  }
  return { service, path, model, answers: [good], expected: [answered('first')] }
}

const folder = mkdtempSync(join(tmpdir(), 'clp-oracle-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const open = () => openSqliteStore({ file: join(folder, 'clp.db'), clock: createFakeClock(), limits: NO_LIMITS })

it('says everywhere what an independent sum says, to the last nano-dollar', async () => {
  const expected: Expected[] = []
  const answers: Readonly<Record<Service, Answer[]>> = { claude: [], codex: [], gemini: [] }
  const proxyOf = (service: Service) =>
    proxyInMemory({
      service: SERVICES[service],
      answers: Array.from({ length: 4 * EXCHANGES }, () => (request) => {
        const next = answers[service].shift()
        return typeof next === 'function' ? next(request) : jsonReply({}, 500)
      }),
      pool: [upstreamOf('first', { weight: 9 }), upstreamOf('second', { weight: 1 })],
      values: { ...inForce(pricesDocument, DOCUMENT), ...inForce(balancingDocument, { mode: 'weight-based' }) },
      rules: { ejects: false },
    })
  const proxies = { claude: proxyOf('claude'), codex: proxyOf('codex'), gemini: proxyOf('gemini') }
  let store = await open()
  for (let index = 1; index <= EXCHANGES; index += 1) {
    const { service, path, model, answers: wanted, expected: costs } = planOf()
    const { ask, clock, records, deps } = proxies[service]
    answers[service].push(...wanted)
    // Some upstream that failed may rest for a moment; the next request comes later.
    clock.advance(120_000)
    deps.health.reset(service)
    const reply = await ask({ path, body: JSON.stringify({ model, messages: [], input: [], stream: true }) })
    await received(reply.body)
    const record = records.at(-1)
    if (record !== undefined) store.journal.append(record)
    expected.push(...costs)
    if (index % 1250 === 0) {
      // What was counted stays counted, whatever becomes of its record.
      store.configure({ ...NO_LIMITS, requests: 100 })
      await store.journal.flush()
      await store.close()
      store = await open()
    }
  }
  await store.journal.flush()
  await checkAll(store, expected)
  await store.journal.renameUpstream('claude', 'second', 'renamed')
  await checkAll(
    store,
    expected.map((one) =>
      one.service === 'claude' && one.upstream === 'second' ? { ...one, upstream: 'renamed' } : one,
    ),
  )
  await store.close()
}, 120_000)

const checkAll = async (store: Awaited<ReturnType<typeof open>>, expected: readonly Expected[]): Promise<void> => {
  const routes = usageRoutes({ ledger: store.ledger, daemon: { timeZone: () => 'UTC' }, tokens: () => [] })
  for (const by of ['service,upstream', 'day,service', 'hour', 'model,token', '']) {
    const { rows, total } = (await (await routes.request(`/api/usage?by=${by}`)).json()) as UsageAnswer
    expect({ by, nano: total.cost.nano, unpriced: total.cost.unpriced }).toEqual({ by, ...sumOf(expected) })
    expect(rows.reduce((sum, { cost }) => sum + BigInt(cost.nano), 0n)).toBe(BigInt(total.cost.nano))
    const table = await (await routes.request(`/api/usage.csv?by=${by}`)).text()
    const lines = table.trim().split('\r\n').slice(1)
    expect(lines.map((line) => line.split(',').at(-3))).toEqual(rows.map(({ cost }) => exactDollars(BigInt(cost.nano))))
    if (by !== 'service,upstream') continue
    for (const { key, cost, requests } of rows) {
      const own = expected.filter((one) => one.service === key.service && one.upstream === key.upstream)
      expect({ key, nano: cost.nano, unpriced: cost.unpriced, requests }).toEqual({
        key,
        ...sumOf(own),
        requests: own.reduce((sum, one) => sum + one.requests, 0),
      })
    }
  }
}

const sumOf = (expected: readonly Expected[]) => ({
  nano: String(expected.reduce((sum, { nano }) => sum + (nano ?? 0n), 0n)),
  unpriced: expected.filter(({ nano }) => nano === null).length,
})
