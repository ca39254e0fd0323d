// `npm run proof:disk`: a full disk, no inodes, a read-only home, a slow disk, a locked log, a home deleted under a running daemon.
// Requests go on, the operator is told, and everything recovers without a restart. Needs root on Linux for the small file systems.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openSlowDisk, whyNoSlowDisk } from './disk/slow-disk.mjs'
import { api, command, createHome, removeHome, startDaemon, writeDocument } from './kit/daemon.mjs'
import { createReport, ms } from './kit/report.mjs'
import { until } from './kit/wait.mjs'

const { values: options } = parseArgs({ options: { short: { type: 'boolean', default: false } } })
const report = createReport('disk', { lenient: options.short })
const PATIENCE = { timeoutMs: 90_000, stepMs: 100 }

const upstream = await new Promise((resolve) => {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"usage":{"input_tokens":1,"output_tokens":1}}'),
    )
  })
  server.listen(0, '127.0.0.1', () => resolve(server))
})
const main = { base_url: `http://127.0.0.1:${upstream.address().port}`, auth_token: 't', active: true }

/** Text that does not compress, so that it takes room. */
const noise = (bytes, salt) => {
  let text = ''
  for (let block = 0; text.length < bytes; block += 1)
    text += createHash('sha512').update(`${salt} ${block}`).digest('base64')
  return text.slice(0, bytes)
}

const ask = (daemon, bytes, salt) =>
  new Promise((resolve) => {
    const body = JSON.stringify({ model: 'claude-x', messages: [{ role: 'user', content: noise(bytes, salt) }] })
    const request = httpRequest({
      port: daemon.claude,
      host: '127.0.0.1',
      method: 'POST',
      path: '/v1/messages',
      agent: false,
      headers: { 'content-type': 'application/json', 'content-length': body.length },
    })
    request.on('error', () => resolve(0))
    request.on('response', (response) => {
      response.resume()
      response.on('close', () => resolve(response.complete ? response.statusCode : 0))
    })
    request.end(body)
  })

const askMany = async (daemon, count, bytes) => {
  const answers = []
  for (let salt = 0; salt < count; salt += 1) answers.push(await ask(daemon, bytes, salt))
  return answers.every((status) => status === 200)
}

const status = async (daemon) => (await api(daemon, '/api/status')).value
const noticeOf = (daemon, code) =>
  until(async () => (await status(daemon)).notices.find((notice) => notice.code === code), {
    what: `the status says ${code}`,
    ...PATIENCE,
  })
const calm = (daemon, code) =>
  until(async () => !(await status(daemon)).notices.some((notice) => notice.code === code), {
    what: `the status says ${code} no more`,
    ...PATIENCE,
  })
const recordsReach = (daemon, count) =>
  until(async () => (await status(daemon)).journal.records >= count, {
    what: `${count} records are in the log`,
    ...PATIENCE,
  })

const canMount = process.platform === 'linux' && process.getuid() === 0 && tryMount()

function tryMount() {
  const folder = mkdtempSync(join(tmpdir(), 'clp-proof-mount-'))
  const done = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0
  if (done) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true, force: true })
  return done
}

/** A home on a file system of its own. */
const onTmpfs = async (settings, act) => {
  const folder = mkdtempSync(join(tmpdir(), 'clp-proof-mount-'))
  spawnSync('mount', ['-t', 'tmpfs', '-o', settings, 'tmpfs', folder])
  try {
    const home = createHome({ 'claude.json': { main } }, join(folder, 'home'))
    await act(home, folder)
  } finally {
    if (spawnSync('umount', [folder]).status !== 0) spawnSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  }
}

const withDaemon = async (home, act, how = {}) => {
  const daemon = await startDaemon(home, { preload: false, ...how })
  try {
    await act(daemon)
    const end = await daemon.stop()
    report.check('  the daemon leaves in order', end.code === 0, JSON.stringify(end))
  } finally {
    await daemon.kill()
  }
}

const saveDocument = (daemon) =>
  api(daemon, '/api/documents/routing', {
    method: 'PUT',
    body: { text: JSON.stringify({ mode: 'default', note: noise(20_000, 'note') }) },
    headers: { 'if-match': '*' },
  })

const cases = {
  'full disk': () =>
    onTmpfs('size=6m', (home, folder) =>
      withDaemon(home, async (daemon) => {
        await askMany(daemon, 3, 1000)
        await recordsReach(daemon, 3)
        fill(join(folder, 'filler'))
        report.check('full disk: requests go on', await askMany(daemon, 20, 100_000))
        const notice = await noticeOf(daemon, 'journal-trouble')
        report.check('full disk: the operator is told', /full/.test(notice.message), notice.message)
        const said = await command(home, ['status'])
        report.check('full disk: so says the command line', /full/.test(said.out + said.err))
        const before = readFileSync(join(home, 'claude.json'), 'utf8')
        const saved = await saveDocument(daemon)
        report.check(
          'full disk: a save says why it failed',
          saved.status >= 400 && /space|full/i.test(JSON.stringify(saved.value)),
          `${saved.status} ${JSON.stringify(saved.value).slice(0, 150)}`,
        )
        report.check('full disk: no document is harmed', readFileSync(join(home, 'claude.json'), 'utf8') === before)
        rmSync(join(folder, 'filler'))
        await calm(daemon, 'journal-trouble')
        await recordsReach(daemon, 23)
        report.check(
          'full disk: the log catches up by itself',
          true,
          `${(await status(daemon)).journal.records} records`,
        )
        report.check('full disk: documents can be saved again', (await saveDocument(daemon)).status === 200)
      }),
    ),
  'no inodes': () =>
    onTmpfs('size=64m,nr_inodes=60', (home, folder) =>
      withDaemon(home, async (daemon) => {
        mkdirSync(join(folder, 'many'))
        takeInodes(join(folder, 'many'))
        report.check('no inodes: requests go on', await askMany(daemon, 5, 1000))
        const saved = await saveDocument(daemon)
        report.check(
          'no inodes: a save says why it failed',
          saved.status >= 400 && /space|full|inode/i.test(JSON.stringify(saved.value)),
          `${saved.status} ${JSON.stringify(saved.value).slice(0, 150)}`,
        )
        rmSync(join(folder, 'many'), { recursive: true })
        report.check('no inodes: documents can be saved again', (await saveDocument(daemon)).status === 200)
        await recordsReach(daemon, 5)
      }),
    ),
  'read-only home': () =>
    onTmpfs('size=8m', async (home, folder) => {
      spawnSync('mount', ['-o', 'remount,ro', folder])
      const { code, out, err } = await command(home, ['start'])
      report.check(
        'read-only home: the start says why not',
        code === 1 && (out + err).includes(home) && (out + err).includes('EROFS'),
        `${code} ${(out + err).trim().slice(0, 200)}`,
      )
      spawnSync('mount', ['-o', 'remount,rw', folder])
      await withDaemon(home, async (daemon) =>
        report.check('read-only home: it starts once it can write', await askMany(daemon, 2, 1000)),
      )
    }),
  'slow disk': async () => {
    const disk = openSlowDisk(256 * 1024 * 1024)
    try {
      const home = createHome({ 'claude.json': { main } }, join(disk.folder, 'home'))
      await withDaemon(home, (daemon) => slowDisk(daemon, disk), { prefix: disk.prefix, preload: true })
    } finally {
      disk.close()
    }
  },
  'locked log': async () => {
    // A writer that gets no time for its disk: another program holds the database for as long as it likes.
    const home = createHome({ 'claude.json': { main } })
    await withDaemon(home, async (daemon) => {
      await askMany(daemon, 2, 1000)
      await recordsReach(daemon, 2)
      const free = await holdDatabase(join(home, 'data', 'clp.db'))
      report.check('locked log: requests go on', await askMany(daemon, 20, 50_000))
      const notice = await noticeOf(daemon, 'journal-trouble')
      report.check('locked log: the operator is told', /locked/.test(notice.message), notice.message)
      await free()
      await recordsReach(daemon, 22)
      await calm(daemon, 'journal-trouble')
      report.check('locked log: it catches up by itself', true)
    })
    removeHome(home)
  },
  'deleted home': async () => {
    const home = createHome({ 'claude.json': { main } })
    await withDaemon(home, async (daemon) => {
      await askMany(daemon, 2, 1000)
      await recordsReach(daemon, 2)
      removeHome(home)
      const notice = await noticeOf(daemon, 'config-rejected')
      report.check('deleted home: the operator is told', true, notice.message)
      report.check('deleted home: requests go on', await askMany(daemon, 5, 1000))
      const log = await noticeOf(daemon, 'journal-trouble')
      report.check('deleted home: also about the log', /deleted/.test(log.message), log.message)
      writeDocument(home, 'claude.json', { main, second: { ...main, active: false } })
      await calm(daemon, 'config-rejected')
      const { value } = await api(daemon, '/api/services/claude/upstreams')
      report.check('deleted home: documents put back are in force', value.upstreams?.length === 2)
      report.check('deleted home: and can be saved', (await saveDocument(daemon)).status === 200)
      const listed = await until(async () => (await api(daemon, '/api/exchanges?limit=50')).value.items?.length >= 5, {
        what: 'the new log is read',
        ...PATIENCE,
      })
      report.check('deleted home: requests are in the new log', listed)
    })
    removeHome(home)
  },
}

/** Bytes a second: 2 MB of requests take half a minute to write. */
const SLOW = 64 * 1024
/** More than ten times what the outbox holds. */
const FLOOD = { requests: 400, bytes: 1_000_000 }

async function slowDisk(daemon, disk) {
  await askMany(daemon, 2, 1000)
  await recordsReach(daemon, 2)
  await daemon.facts({ reset: true })
  disk.slow(SLOW)
  const begun = performance.now()
  const answered = await askMany(daemon, 40, 50_000)
  const seconds = (performance.now() - begun) / 1000
  const { journal } = await status(daemon)
  report.check('slow disk: requests go on', answered, `40 in ${seconds.toFixed(1)} s`)
  report.measure(
    'slow disk: sooner than they are written',
    journal.records < 42,
    `${journal.records} records in the log`,
  )
  const saving = saveDocument(daemon)
  report.check('slow disk: requests go on while a document is saved', await askMany(daemon, 40, 1000))
  report.check('slow disk: the document is saved', (await saving).status === 200)
  report.check(
    'slow disk: more than can be written is answered too',
    await askMany(daemon, FLOOD.requests, FLOOD.bytes),
  )
  const { loop } = await daemon.facts()
  report.measure(
    'slow disk: the event loop waits for no disk',
    loop.max < 200,
    `p99 ${ms(loop.p99)}, max ${ms(loop.max)}`,
  )
  const notice = await noticeOf(daemon, 'journal-dropped')
  report.check('slow disk: the operator is told what was given up', true, notice.message)
  disk.quick()
  const last = 82 + FLOOD.requests
  await until(async () => (await status(daemon)).journal.records >= last, {
    what: `${last} records are in the log`,
    ...PATIENCE,
  })
  report.check('slow disk: the log catches up by itself', true)
}

/** Fills the file system to its last block. */
function fill(file) {
  spawnSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=4096'])
}

function takeInodes(folder) {
  try {
    for (let number = 0; number < 1000; number += 1) writeFileSync(join(folder, String(number)), '')
  } catch {
    // That was the last one.
  }
}

/** Holds the database locked from another process; resolves with the way to let go. */
async function holdDatabase(file) {
  const { openConnection } = await import('../build/store/backends/sqlite/database/driver.js')
  const connection = openConnection(file)
  connection.exec('BEGIN EXCLUSIVE')
  return () => {
    connection.exec('ROLLBACK')
    connection.close()
  }
}

const NEEDS_MOUNT = new Set(['full disk', 'no inodes', 'read-only home'])
try {
  for (const [name, run] of Object.entries(cases)) {
    const noSlowDisk = name === 'slow disk' ? whyNoSlowDisk() : undefined
    if (noSlowDisk !== undefined) report.skip(name, noSlowDisk)
    else if (NEEDS_MOUNT.has(name) && !canMount)
      report.skip(name, 'small file systems can be mounted only by root on Linux')
    else await run().catch((error) => report.check(`${name} runs to its end`, false, error.message))
  }
} finally {
  upstream.closeAllConnections()
  upstream.close()
  report.close()
}
