// Brings a log database of version 2 with a million totals up to date: how long it takes, and that it can be killed at any moment without
// losing one. `npm run proof:migrate`
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openConnection } from '../build/store/backends/sqlite/database/driver.js'
import { openForWriting } from '../build/store/backends/sqlite/database/open-database.js'

const ROWS = 1_000_000
const MOST_MS = 30_000
const KILLS = 4

const dump = fileURLToPath(new URL('../src/store/backends/sqlite/version-2.sql', import.meta.url))

// Every column adds up to something that no mistake would give again.
const fill = (file) => {
  const connection = openConnection(file)
  connection.exec(readFileSync(dump, 'utf8'))
  connection.exec(`PRAGMA journal_mode = WAL;
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS - 1})
    INSERT INTO ledger SELECT 1900000 + i / 10, 'claude', 'relay-' || (i % 5), 'model-' || (i % 10), 'token-' || (i % 2),
      1 + i % 3, i % 2, i, i % 7, i % 5, i % 3, i % 11, i % 13, i % 17, i, i % 19 FROM n;
    PRAGMA wal_checkpoint(TRUNCATE)`)
  connection.close()
}

const SUMS = [
  'requests',
  'failures',
  'input',
  'cacheCreate',
  'cacheRead',
  'output',
  'reasoning',
  'total',
  'uncachedInput',
]

const sums = (file) => {
  const connection = openConnection(file)
  const columns = ['count(*) AS count', ...SUMS.map((name) => `sum(${name}) AS ${name}`)].join(', ')
  const [row] = connection.all(`SELECT ${columns} FROM ledger`, [])
  const [version] = connection.all('PRAGMA user_version', [])
  connection.close()
  return { totals: JSON.stringify(row), version: Number(version.user_version) }
}

const opened = (file) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--open', file], { stdio: 'inherit' })
    resolve(child)
  })

const ended = (child) => new Promise((resolve) => child.once('exit', resolve))

const main = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clp-migrate-'))
  try {
    const old = join(folder, 'old.db')
    fill(old)
    const before = sums(old)
    const whole = join(folder, 'whole.db')
    cpSync(old, whole)
    const begun = performance.now()
    openForWriting(whole, 0).connection.close()
    const took = performance.now() - begun
    const after = sums(whole)
    if (after.totals !== before.totals) throw new Error(`The totals have changed: ${before.totals}, ${after.totals}`)
    process.stdout.write(
      `${ROWS} totals brought from version ${before.version} to ${after.version} in ${Math.round(took)} ms\n`,
    )
    const file = join(folder, 'killed.db')
    let rolledBack = 0
    for (let round = 1; round <= KILLS; round += 1) {
      for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
      cpSync(old, file)
      const child = await opened(file)
      const killer = setTimeout(() => child.kill('SIGKILL'), (took * round) / KILLS + 40)
      await ended(child)
      clearTimeout(killer)
      const state = sums(file)
      if (state.totals !== before.totals) throw new Error(`Killed, and the totals have changed: ${state.totals}`)
      if (state.version === before.version) rolledBack += 1
      openForWriting(file, 0).connection.close()
      if (sums(file).totals !== before.totals) throw new Error('After a kill the second try changes the totals')
    }
    process.stdout.write(`Killed ${KILLS} times, undone whole ${rolledBack} times, the totals are the same each time\n`)
    if (took > MOST_MS) throw new Error(`It took more than ${MOST_MS} ms`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (process.argv[2] === '--open') openForWriting(process.argv[3], 0).connection.close()
else await main()
