// Writes records as fast as it can until somebody kills it. Says on standard output what was promised: "kept <count>" once the
// first <count> records of this round are on disk. Arguments: database file, round. Runs from the build of single modules.
import { writeSync } from 'node:fs'
import { openSqliteStore } from '../../build/store/backends/sqlite/open-sqlite-store.js'

const [file, round] = process.argv.slice(2)
const limits = { requests: 1e9, requestsWithBodies: 300, days: 0, bytes: 1e12 }
const clock = { now: () => Date.now(), elapsed: () => performance.now() }
const store = await openSqliteStore({ file, limits, clock })
const body = Buffer.alloc(20_000, 'words and words ')

const record = (index) => ({
  id: `${round}-${index}`,
  service: 'claude',
  method: 'POST',
  path: '/v1/messages',
  query: '',
  address: '127.0.0.1',
  model: {},
  upstream: 'prod',
  startedAt: Date.now(),
  durationMs: 1,
  attempts: [
    {
      number: 1,
      upstream: 'prod',
      url: 'https://a.test/',
      startedAt: 0,
      durationMs: 1,
      outcome: { kind: 'answered', status: 200 },
      reason: 'active',
    },
  ],
  changes: [],
  outcome: { kind: 'delivered', status: 200 },
  cost: { nano: 1_234_567n, list: null, quality: 'exact', book: '01234567', rule: 'own#1', class: '', searches: 0 },
  requestHeaders: [],
  request: { chunks: [body], truncated: false, size: body.byteLength },
  responseHeaders: [],
  response: { chunks: [body], truncated: false, size: body.byteLength },
})

for (let count = 0; ; ) {
  for (let index = 0; index < 20; index += 1) store.journal.append(record(count++))
  await store.journal.flush()
  writeSync(1, `kept ${count}\n`)
}
