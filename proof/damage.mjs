// Tries to lose the log with its file and its processes: bits that are flipped all over the database, one seed after the other, and processes of
// the log that are killed at random moments. `npm run proof:damage -- --seeds 50`
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { systemClock } from '../build/contract/clock.js'
import { systemSchema } from '../build/contract/settings.js'
import { openSqliteStore } from '../build/store/backends/sqlite/open-sqlite-store.js'
import { logProcessesOf } from './kit/process-facts.mjs'
import { createRandom, seedFrom } from './kit/random.mjs'
import { createReport, ms } from './kit/report.mjs'

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50' },
    kills: { type: 'string', default: '40' },
    seed: { type: 'string' },
    short: { type: 'boolean', default: false },
  },
})
const FLIPS = 200
const RECORDS = 200
/** Longest that a damaged log may take to keep and to answer again, ms. */
const MOST_MS = 30_000
const LIMITS = { ...systemSchema.parse({}).logLimit, requests: 1e9, requestsWithBodies: 1e9 }

const first = seedFrom(options.seed)
const report = createReport('damage', { lenient: options.short })
const root = mkdtempSync(join(tmpdir(), 'clp-damage-'))
const open = (file) => openSqliteStore({ file, clock: systemClock, limits: LIMITS })

const recordOf = (id, startedAt) => ({
  id,
  service: 'claude',
  method: 'POST',
  path: '/v1/messages',
  query: '',
  address: '127.0.0.1',
  startedAt,
  durationMs: 5,
  side: false,
  outcome: { kind: 'delivered', status: 200 },
  upstream: 'main',
  model: { asked: 'm', sent: 'm' },
  attempts: [
    {
      number: 1,
      upstream: 'main',
      url: 'https://main.test/',
      startedAt,
      durationMs: 5,
      outcome: { kind: 'answered', status: 200 },
      reason: 'active',
    },
  ],
  changes: [],
  requestHeaders: ['content-type', 'application/json'],
  sentHeaders: ['content-type', 'application/json'],
  responseHeaders: [],
  request: { chunks: [Buffer.alloc(500, id)], truncated: false, size: 500 },
  response: { chunks: [], truncated: false, size: 0 },
})

const fill = async (file) => {
  const store = await open(file)
  const now = Date.now()
  for (let index = 0; index < RECORDS; index += 1)
    store.journal.append(recordOf(`old${index}`, now - index * 3_600_000))
  await store.close()
}

/** It keeps a record, finds it, lists and adds up; asked again once if what was asked first has found the damage. */
const works = async (store) => {
  for (let time = 0; time < 4; time += 1) {
    store.journal.append(recordOf('after', Date.now()))
    await store.journal.flush()
    await store.journal.list({})
    const found = await store.journal.find('after')
    if (found?.id === 'after') break
    if (time === 3) return 'the record is not found'
  }
  const { items } = await store.journal.list({})
  const [total] = await store.ledger.totals({ groupBy: [] })
  return items.length > 0 && total?.requests > 0 ? '' : 'it lists or counts nothing'
}

const flipped = async (seed) => {
  const file = join(mkdtempSync(join(root, 'flips-')), 'data', 'clp.db')
  await fill(file)
  const random = createRandom(seed)
  const bytes = readFileSync(file)
  for (let flip = 0; flip < FLIPS; flip += 1) bytes[random.whole(0, bytes.length - 1)] ^= 1 << random.whole(0, 7)
  writeFileSync(file, bytes)
  const begun = performance.now()
  const store = await open(file)
  const wrong = await works(store)
  const took = performance.now() - begun
  await store.close()
  const aside = readdirSync(dirname(file)).some((name) => name.includes('.damaged-'))
  rmSync(dirname(dirname(file)), { recursive: true, force: true })
  return { wrong, took, aside }
}

const flips = async () => {
  const results = []
  for (let seed = first; seed < first + Number(options.seeds); seed += 1) {
    const result = await flipped(seed).catch((error) => ({ wrong: error.message, took: 0, aside: false }))
    if (result.wrong !== '') report.note(`seed ${seed}: ${result.wrong}`)
    results.push(result)
  }
  const wrong = results.filter((one) => one.wrong !== '').length
  const longest = Math.max(...results.map(({ took }) => took))
  report.figure('put aside', `${results.filter(({ aside }) => aside).length} of ${results.length} files`)
  report.check(
    `${FLIPS} flipped bits end nothing, and the log is kept and read again`,
    wrong === 0,
    `${wrong} of ${results.length} failed, first seed ${first}`,
  )
  report.measure('a damaged log works again in time', longest < MOST_MS, ms(longest))
}

/** Though the processes of the log are killed over and over: what they were about to write may be lost, and is told; all else is there, and counted once. */
const kills = async () => {
  const file = join(mkdtempSync(join(root, 'kills-')), 'data', 'clp.db')
  const store = await open(file)
  const random = createRandom(first)
  const ids = []
  let killed = 0
  const append = (round) => {
    for (let index = 0; index < 20; index += 1) {
      ids.push(`r${round}-${index}`)
      store.journal.append(recordOf(ids.at(-1), Date.now()))
    }
  }
  for (let round = 0; round < Number(options.kills); round += 1) {
    append(round)
    const asking = random.chance(0.5) ? store.journal.list({}) : undefined
    const flushing = store.journal.flush()
    await pause(random.whole(0, 60))
    for (const { pid } of logProcessesOf(process.pid)) {
      process.kill(pid, 'SIGKILL')
      killed += 1
    }
    await Promise.all([asking, flushing])
  }
  append('last')
  await store.journal.flush()
  const found = await Promise.all(ids.map((id) => store.journal.find(id)))
  const lost = found.filter((one) => one === undefined).length
  const [total] = await store.ledger.totals({ groupBy: [] })
  const status = await store.journal.status()
  await store.close()
  report.figure('processes killed', killed)
  report.figure('records that were on their way to a killed process', `${lost} of ${ids.length} lost`)
  // One that was written before its process could say so is told as well.
  report.check('every record that is lost is told', status.dropped >= lost, `${status.dropped} told`)
  report.check('every other is counted once', total?.requests === ids.length - lost, `${total?.requests}`)
  const aside = readdirSync(dirname(file)).filter((name) => name.includes('.damaged-'))
  report.check('the file is not blamed', status.warning === '' && aside.length === 0, status.warning)
}

try {
  await flips()
  await kills()
} catch (error) {
  report.check('the proof runs to its end', false, error.stack)
} finally {
  rmSync(root, { recursive: true, force: true })
  report.close()
}
