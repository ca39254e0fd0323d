/**
 * Replaces a running CLP while streams run, and proves that nobody noticed: `npm run proof:restart -- --streams 50 --seconds 120
 * --restarts 3`. The code is replaced as an update would: the last restart is made from a copy of `dist` in another folder. Meanwhile
 * one new connection after the other asks for a sign of life; the longest wait is the longest time CLP was not there.
 */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { get, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startStreamer } from './restart/streamer.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '120' },
    restarts: { type: 'string', default: '3' },
  },
})
const [streams, seconds, restarts] = [values.streams, values.seconds, values.restarts].map(Number)

const work = mkdtempSync(join(tmpdir(), 'clp-proof-restart-'))
const home = join(work, 'home')
const environment = {
  ...process.env,
  CLP_HOME: home,
  CLP_LANG: 'en',
  CLP_CLAUDE_PORT: '0',
  CLP_CODEX_PORT: '0',
  CLP_UI_PORT: '0',
}

/** Runs one command line of the code in `folder` and gives back what it printed. */
const clp = (argv, folder = root) =>
  new Promise((resolve, reject) => {
    const main = join(folder, 'dist', 'cli', 'main.js')
    execFile(process.execPath, [main, ...argv], { env: environment }, (error, out, err) =>
      error === null ? resolve(out) : reject(new Error(`clp ${argv.join(' ')}: ${err}`)),
    )
  })

/** The same code in another folder, as an update puts it beside the old one. */
const otherCode = () => {
  const folder = join(work, 'new-code')
  mkdirSync(folder)
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true })
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

const runFile = () => JSON.parse(readFileSync(join(home, 'run', 'clp.pid'), 'utf8'))

/** One stream from beginning to end: its bytes as text. */
const stream = (address, number) =>
  new Promise((resolve, reject) => {
    const sending = request(`${address}/v1/messages`, { method: 'POST', agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        text += chunk
      })
      response.once('error', reject)
      response.once('end', () => resolve(text))
    })
    sending.once('error', reject)
    sending.end(JSON.stringify({ model: 'claude-proof', metadata: { number } }))
  })

/** Knocks with one new connection after the other until told to stop. */
const knock = (address) => {
  const seen = { answered: 0, failed: 0, longestMs: 0 }
  let over = false
  const once = () =>
    new Promise((resolve) => {
      const began = performance.now()
      const settle = (kind) => () => {
        seen[kind] += 1
        seen.longestMs = Math.max(seen.longestMs, performance.now() - began)
        resolve()
      }
      get(`${address}/health`, { agent: false }, (response) => {
        response.resume().once('end', settle('answered'))
      }).once('error', settle('failed'))
    })
  const done = (async () => {
    while (!over) await once()
  })()
  return async () => {
    over = true
    await done
    return seen
  }
}

const upstream = await startStreamer(seconds)
try {
  await clp(['add', 'claude', 'proof', '--base-url', upstream.url, '--active'])
  await clp(['start'])
  const address = runFile().addresses.services.find(({ id }) => id === 'claude').address
  const quiet = knock(address)
  await pause(3000)
  const before = await quiet()

  const answers = Array.from({ length: streams }, (_, number) => stream(address, number))
  const settled = Promise.allSettled(answers)
  await upstream.begun(streams)
  const pids = [runFile().pid]
  const stop = knock(address)
  for (let number = 1; number <= restarts; number += 1) {
    await clp(['restart'], number === restarts ? otherCode() : root)
    pids.push(runFile().pid)
    const { pid, notices } = JSON.parse(await clp(['status', '--json']))
    const former = notices.filter(({ code }) => code === 'former-finishing').map(({ params }) => params.count)
    console.log(`restart ${number}: process ${pid}, former ones still finish ${former.join(' + ')}`)
  }
  const during = await stop()
  const results = await settled
  const broken = results.filter(({ status }) => status === 'rejected').length
  const wrong = results.filter(({ status, value }) => status === 'fulfilled' && value !== upstream.text).length

  while (JSON.parse(await clp(['status', '--json'])).notices.some(({ code }) => code === 'former-finishing'))
    await pause(200)
  const { today, journal } = JSON.parse(await clp(['status', '--json']))
  const logged = JSON.parse(await clp(['logs', '--json', '--limit', '500'])).items.length
  const found = {
    streams,
    seconds,
    restarts,
    processes: new Set(pids).size,
    broken,
    wrong,
    connections: during.answered,
    refused: during.failed + before.failed,
    longestWaitQuietMs: Math.round(before.longestMs),
    longestWaitMs: Math.round(during.longestMs),
    logged,
    dropped: journal.dropped,
    counted: {
      requests: today.requests,
      failures: today.failures,
      input: today.usage.input,
      output: today.usage.output,
    },
    expected: {
      requests: streams,
      failures: 0,
      input: streams * upstream.usage.input,
      output: streams * upstream.usage.output,
    },
  }
  console.log(JSON.stringify(found, null, 2))
  const held =
    broken + wrong + found.refused + journal.dropped === 0 &&
    logged === streams &&
    found.processes === restarts + 1 &&
    JSON.stringify(found.counted) === JSON.stringify(found.expected)
  console.log(held ? 'Nothing was lost.' : 'The promise is broken.')
  process.exitCode = held ? 0 : 1
} finally {
  await clp(['stop', '--timeout', '0']).catch(() => undefined)
  await upstream.close()
  rmSync(work, { recursive: true, force: true })
}
