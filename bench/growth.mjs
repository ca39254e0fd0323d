// What must not cost a request anything: many upstreams, many endpoint rules of kind `exact`, a long request log. Homes that are alike
// but for the number of one thing; `growth-*` workloads compare the CPU time of a request between them.
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { openForWriting } from '../build/store/backends/sqlite/database/open-database.js'

const ROWS = 1_000_000

const NOTHING_KEPT = {
  limits: { captureRequestBytes: 0, captureResponseBytes: 0 },
  logLimit: { requests: 0, requestsWithBodies: 0 },
}
/** Nothing is trimmed: what is compared is writing into a short log and into a long one. */
const EVERYTHING_KEPT = { logLimit: { requests: 10 * ROWS, requestsWithBodies: 1000, days: 0, bytes: 1e11 } }

const named = (count, make) => Object.fromEntries(Array.from({ length: count }, (_, index) => make(index)))

const manyUpstreams = (count) => (upstream) => ({
  'claude.json': named(count, (index) => [`upstream-${index}`, upstream({ active: index === 0, weight: 10 })]),
  'data/lb_config.json': { mode: 'weight-based' },
  'data/system.json': NOTHING_KEPT,
})

const manyRules = (count) => (upstream) => ({
  'claude.json': { main: upstream() },
  'endpoint_filter.json': {
    enabled: true,
    rules: Array.from({ length: count }, (_, index) => ({
      id: `rule-${index}`,
      services: ['claude'],
      methods: ['POST'],
      path: `/v1/blocked/${index}`,
      action: { type: 'block', status: 403, message: 'Not here' },
    })),
  },
  'data/system.json': NOTHING_KEPT,
})

const longLog = (upstream) => ({ 'claude.json': { main: upstream() }, 'data/system.json': EVERYTHING_KEPT })

/** Contenders of one workload; the first is what the others are compared with. */
export const growth = [
  { workload: 'growth-upstreams', size: 1, home: manyUpstreams(1) },
  { workload: 'growth-upstreams', size: 500, home: manyUpstreams(500) },
  { workload: 'growth-rules', size: 1, home: manyRules(1) },
  { workload: 'growth-rules', size: 200, home: manyRules(200) },
  { workload: 'growth-log', size: 0, home: longLog },
  { workload: 'growth-log', size: ROWS, home: longLog, rows: ROWS },
]

/** Fills the log of a home: rows as real ones are, without bodies, of which a log keeps a limited number anyway. */
export const fillLog = (file, rows) => {
  mkdirSync(dirname(file), { recursive: true })
  const { connection } = openForWriting(file, Date.now())
  const begin = Date.now() - rows * 60_000
  connection.exec(`
    BEGIN;
    WITH RECURSIVE row(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM row WHERE number + 1 < ${rows})
    INSERT INTO exchanges
      SELECT (${begin} + number * 60000) * 256, printf('01990000-0000-7000-8000-%012x', number), 'claude', '/v1/messages',
             'upstream-' || number % 7, NULL, 'session-' || number / 50, 'claude-sonnet-4-5', 'claude-sonnet-4-5', 200,
             number % 30000, ${MORE}
      FROM row;
    INSERT INTO details SELECT sort, ${ATTEMPTS}, ${DETAILS} FROM exchanges;
    UPDATE meta SET value = ${rows} WHERE name = 'records';
    COMMIT;`)
  connection.close()
}

const json = (value) => `'${JSON.stringify(value)}'`
// Never read here: only as long as what stands there in a real log.
const MORE = json({ filler: 'x'.repeat(150) })
const ATTEMPTS = json([{ filler: 'x'.repeat(200) }])
const DETAILS = json({ filler: 'x'.repeat(300) })
