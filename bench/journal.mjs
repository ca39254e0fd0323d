// The request log with a million records: what appending costs, and how long its questions take. From the build, on real files.
//
//   node bench/journal.mjs [records=1000000] [folder]
//
// With a folder the database is kept there and filled only once. Medians of 15 runs after 2 to warm up, in ms.
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '../build/store/backends/sqlite/open-sqlite-store.js'

const RECORDS = Number(process.argv[2] ?? 1_000_000)
const kept = process.argv[3]
const folder = kept ?? mkdtempSync(join(tmpdir(), 'clp-bench-'))
const file = join(folder, 'clp.db')

const limits = { requests: 1e9, requestsWithBodies: 1000, days: 0, bytes: 1e12 }
const clock = { now: () => Date.now(), elapsed: () => performance.now() }
const DAY = 86_400_000
const START = Date.UTC(2026, 0, 1)

// Deterministic, so that two runs ask the same questions of the same rows.
let state = 1
const random = (below) => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
  return Math.floor((state / 0x80000000) * below)
}
const pick = (...values) => values[random(values.length)]

const body = Buffer.from(
  JSON.stringify({ model: 'claude-opus', messages: [{ role: 'user', content: 'words '.repeat(300) }] }),
)
const headers = [
  'content-type',
  'application/json',
  'user-agent',
  'claude-cli/2.1.0 (external, cli)',
  'anthropic-version',
  '2023-06-01',
  'x-app',
  'cli',
  'authorization',
  '[redacted]',
]

const record = (index) => {
  const status = random(100) < 94 ? 200 : pick(400, 404, 429, 429, 500, 502, 529)
  const upstream = pick('prod', 'prod', 'prod', 'spare', 'relay-a', 'relay-b', 'local')
  const model = pick('claude-opus-4-1', 'claude-sonnet-4-5', 'claude-sonnet-4-5', 'claude-haiku-4-5')
  const startedAt = START + Math.floor((index / RECORDS) * 90 * DAY)
  const [input, output] = [random(50_000), random(3000)]
  const usage = {
    input,
    cacheCreate: 0,
    cacheCreate5m: 0,
    cacheCreate1h: 0,
    cacheRead: random(90_000),
    output,
    reasoning: 0,
    total: input + output,
    uncachedInput: input,
  }
  return {
    id: `01990000-${index.toString(16).padStart(12, '0')}`,
    service: random(4) === 0 ? 'codex' : 'claude',
    method: 'POST',
    path: random(2000) === 0 ? '/v1/messages/count_tokens' : '/v1/messages',
    query: 'beta=true',
    address: '127.0.0.1',
    token: pick('laptop', 'ci', 'desktop'),
    session: `session-${random(5000)}`,
    model: { asked: model, sent: model },
    upstream,
    startedAt,
    firstByteMs: random(2000),
    durationMs: random(30_000),
    attempts: [
      {
        number: 1,
        upstream,
        url: `https://${upstream}.test/v1/messages?beta=true`,
        startedAt,
        firstByteMs: 200,
        durationMs: 900,
        outcome: { kind: status < 400 ? 'answered' : 'refused', status },
        reason: 'active',
      },
    ],
    changes: [],
    outcome: { kind: 'delivered', status },
    usage: { usage, raw: { input_tokens: input, output_tokens: output }, partial: false },
    requestHeaders: headers,
    request: { chunks: [body], truncated: false, size: body.byteLength },
    sentHeaders: headers,
    responseHeaders: headers,
    response: { chunks: [body], truncated: false, size: body.byteLength },
  }
}

const median = (values) => values.sort((left, right) => left - right)[Math.floor(values.length / 2)]
const show = (what, ...columns) => console.log(what.padEnd(52), ...columns)
const measure = async (what, ask) => {
  for (let run = 0; run < 2; run += 1) await ask()
  const times = []
  for (let run = 0; run < 15; run += 1) {
    const before = performance.now()
    await ask()
    times.push(performance.now() - before)
  }
  show(what, `${median(times).toFixed(1)} ms`)
}

const fill = async () => {
  const store = await openSqliteStore({ file, limits, clock })
  const before = performance.now()
  let appending = 0
  for (let index = 0; index < RECORDS; ) {
    const records = Array.from({ length: Math.min(2000, RECORDS - index) }, () => record(index++))
    const started = performance.now()
    for (const one of records) store.journal.append(one)
    appending += performance.now() - started
    await store.journal.flush()
  }
  const seconds = (performance.now() - before) / 1000
  show('append, on the caller’s thread', `${((appending * 1000) / RECORDS).toFixed(1)} µs each`)
  show('written', `${Math.round(RECORDS / seconds)} records/s`, `dropped ${(await store.journal.status()).dropped}`)
  await store.close()
}

if (!existsSync(file)) await fill()
show('file', `${Math.round(statSync(file).size / 1e6)} MB`)

const opened = performance.now()
const store = await openSqliteStore({ file, limits, clock })
show('open', `${(performance.now() - opened).toFixed(1)} ms`)
const first = performance.now()
const page = await store.journal.list({})
show('first page after opening', `${(performance.now() - first).toFixed(1)} ms`)
const middle = (await store.journal.list({ until: START + 45 * DAY, limit: 1 })).next

await measure('page, newest', () => store.journal.list({}))
await measure('page, in the middle', () => store.journal.list({ cursor: middle }))
await measure('one request', () => store.journal.find(page.items[0].id))
await measure('its body', () => store.journal.body(page.items[0].id, 'response'))
await measure('upstream + status 429', () => store.journal.list({ upstream: 'relay-a', status: '429' }))
await measure('upstream + 4xx', () => store.journal.list({ upstream: 'relay-a', status: '4xx' }))
await measure('upstream + failed, in one week', () =>
  store.journal.list({ upstream: 'prod', status: 'failed', since: START + 30 * DAY, until: START + 37 * DAY }),
)
await measure('failed', () => store.journal.list({ status: 'failed' }))
await measure('service + ok', () => store.journal.list({ service: 'codex', status: 'ok' }))
await measure('model + upstream', () => store.journal.list({ model: 'claude-haiku-4-5', upstream: 'local' }))
await measure('model that never was', () => store.journal.list({ model: 'none' }))
await measure('token', () => store.journal.list({ token: 'ci' }))
await measure('session', () => store.journal.list({ session: 'session-77' }))
await measure('path (scan)', () => store.journal.list({ path: 'count_tokens' }))
await measure('path that never was (whole table)', () => store.journal.list({ path: 'nowhere' }))
await measure('text in bodies', () => store.journal.list({ text: 'words words', limit: 10 }))
const usage = (by, query = {}) => store.ledger.totals({ groupBy: by, ...query })
await measure('usage by day', () => usage(['day']))
await measure('usage by day and upstream, 30 days', () => usage(['day', 'upstream'], { since: START + 60 * DAY }))
await measure('usage by hour, one day', () => usage(['hour'], { since: START + 89 * DAY }))
await measure('usage by day in another zone, 30 days', () =>
  usage(['day'], { timeZone: 'Asia/Kolkata', since: START + 60 * DAY }),
)
await measure('usage by day in another zone, all', () => usage(['day'], { timeZone: 'Asia/Kolkata' }))
await measure('usage by upstream and model', () => store.ledger.totals({ groupBy: ['upstream', 'model'] }))
await measure('usage today', () => store.ledger.totals({ groupBy: [], since: START + 89 * DAY }))
await store.close()
if (kept === undefined) rmSync(folder, { recursive: true, force: true })
