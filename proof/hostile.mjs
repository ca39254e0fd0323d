// `npm run proof:hostile`: one hostile message after the other, while a witness asks every 20 ms through the same port. Whatever one client or
// one upstream sends, nobody else waits for more than 100 ms because of it, memory stays within the bytes in flight and 64 MB, and whoever
// sent it is told.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { casesOf } from './hostile/cases.mjs'
import { askRaw } from './hostile/client.mjs'
import { documentsOf, masks, upstreamsOf } from './hostile/home.mjs'
import { api, createHome, removeHome, startDaemon, writeDocument } from './kit/daemon.mjs'
import { logMemoryMb, residentMb } from './kit/process-facts.mjs'
import { createReport } from './kit/report.mjs'
import { pause } from './kit/wait.mjs'

const { values: options } = parseArgs({
  options: {
    /** How much longer the witness may wait than without anything hostile, in ms. */
    bound: { type: 'string', default: '100' },
    /** What sizes are multiplied by. */
    scale: { type: 'string' },
    /** How long a client stays with an answer that has no end, in seconds. */
    patience: { type: 'string' },
    /** Only cases whose title holds one of these. */
    only: { type: 'string', multiple: true, default: [''] },
    /** Smaller bodies, and what depends on the machine's speed is told, not judged. */
    short: { type: 'boolean', default: false },
  },
})
const MEMORY_MB = 64
const QUIET_MS = options.short ? 1000 : 5000
/** The witness goes on for a while: what is left to do behind a case is its doing, too. */
const BEHIND_MS = options.short ? 100 : 1000
const scale = Number(options.scale ?? (options.short ? 0.1 : 1))
const patience = Number(options.patience ?? (options.short ? 2 : 20))

const children = []
const start = async (name, ...args) => {
  const child = fork(fileURLToPath(new URL(`hostile/${name}.mjs`, import.meta.url)), args)
  children.push(child)
  const [{ ready }] = await once(child, 'message')
  const ask = async (message) => {
    child.send(message)
    const [answer] = await once(child, 'message')
    return answer
  }
  return { child, ask, address: `http://127.0.0.1:${ready}` }
}

/** A port that leads to the port given, as a reverse proxy or a name would. */
const startDetour = async () => {
  let target = 0
  const server = createServer((socket) => {
    const onwards = connect(target, '127.0.0.1')
    socket.pipe(onwards).pipe(socket)
    for (const end of [socket, onwards]) end.on('error', () => [socket, onwards].map((one) => one.destroy()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    leadTo: (port) => {
      target = port
    },
    close: () => server.close(),
  }
}

const report = createReport('hostile', { lenient: options.short })
const witness = await start('witness')
const upstream = await start('upstream', String(scale))
const detour = await startDetour()
const addresses = { witness: witness.address, hostile: upstream.address, detour: detour.address }
const home = createHome(documentsOf({ ...addresses, itself: upstream.address }))
const daemon = await startDaemon(home)
const rows = []

/** What the witness saw while `work` ran, with the memory that came on top, in MB. */
const watched = async (work) => {
  await daemon.facts({ fresh: true })
  const before = residentMb(daemon.pid) ?? 0
  const logBefore = logMemoryMb(daemon.pid)
  witness.child.send({ watched: { port: daemon.claude, pid: daemon.pid } })
  const result = await work()
  await pause(BEHIND_MS)
  const { seen } = await witness.ask({})
  return { ...seen, result, grownMb: seen.peakMb - before, logGrownMb: Math.max(0, seen.logPeakMb - logBefore) }
}

const saidTo = ({ told, left }) => {
  if (told === '') return left ? `nothing within ${patience} s` : 'closed without a word'
  return left ? `${told}, until it left` : told
}

let areMasked = false
/** Switches masks on or off, so that rules are tried with bodies that masks would refuse. */
const mask = async (masked) => {
  if (masked === areMasked) return
  areMasked = masked
  const asked = { method: 'PUT', headers: { 'if-match': '*' }, body: { text: JSON.stringify(masks(masked)) } }
  const { status } = await api(daemon, '/api/documents/mask', asked)
  if (status !== 200) throw new Error(`The document of masks is refused with ${status}`)
}

const run = async ({ title, told, bytes, answer, masked }, boundMs) => {
  await mask(masked)
  await upstream.ask({ give: answer })
  const pieces = bytes()
  const { result, longestMs, asked, failed, why, grownMb, logGrownMb } = await watched(() =>
    askRaw(daemon.claude, pieces, patience * 1000),
  )
  const said = saidTo(result)
  const inFlightMb = result.sent / 2 ** 20
  const beyondMb = grownMb - inFlightMb
  const isKept = longestMs <= boundMs && beyondMb <= MEMORY_MB && failed === 0
  rows.push([title, ms(longestMs), megabytes(beyondMb), isKept ? 'kept' : 'BROKEN', said.slice(0, 120)])
  // How soon depends on the machine; what is said does not.
  if (result.told === '' && result.left) report.measure(`${title}: the client is told in time`, false, said)
  else report.check(`${title}: the client is told`, told.test(said), said)
  report.check(`${title}: the witness is answered`, failed === 0, `${failed} of ${asked} not${why && `: ${why}`}`)
  report.measure(`${title}: nobody waits`, longestMs <= boundMs, `${longestMs.toFixed(1)} ms`)
  report.measure(
    `${title}: memory`,
    beyondMb <= MEMORY_MB,
    `${grownMb.toFixed(0)} MB more, ${inFlightMb.toFixed(0)} of them in flight; its log ${logGrownMb.toFixed(0)} MB more`,
  )
}

const ms = (value) => `${value.toFixed(0)} ms`
const megabytes = (value) => `${value.toFixed(0)} MB`

const printTable = () => {
  const table = [['case', 'longest wait of the witness', 'memory beyond what is in flight', '', 'told'], ...rows]
  const widths = table[0].map((_, column) => Math.max(3, ...table.map((row) => row[column].length)))
  const line = (row) => report.note(`| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`)
  const [head, ...others] = table
  line(head)
  line(widths.map((width) => '-'.repeat(width)))
  for (const row of others) line(row.map((cell) => cell.replaceAll('|', '\\|')))
}

const control = async () => {
  const quiet = await watched(() => pause(QUIET_MS))
  rows.push(['nothing hostile', ms(quiet.longestMs), megabytes(quiet.grownMb), '', ''])
  report.check('the witness alone is answered', quiet.failed === 0, `${quiet.failed} of ${quiet.asked} not`)
  return quiet.longestMs
}

try {
  detour.leadTo(daemon.claude)
  const itself = `http://127.0.0.1:${daemon.claude}`
  writeDocument(home, 'claude.json', upstreamsOf({ ...addresses, itself }))
  // Compiled code and warm pools: the first seconds of a process are not the subject.
  await watched(() => pause(QUIET_MS))
  const boundMs = (await control()) + Number(options.bound)
  report.figure('bound of the wait', `${boundMs.toFixed(1)} ms`)
  for (const one of casesOf(scale)) {
    if (!options.only.some((words) => one.title.includes(words))) continue
    if (daemon.over() !== undefined) break
    await run(one, boundMs)
  }
  printTable()
  report.check('CLP never crashed', daemon.over() === undefined, daemon.over() && daemon.said().slice(-2000))
  if (daemon.over() === undefined) {
    const how = await daemon.stop()
    report.check('the daemon leaves in order', how.code === 0, JSON.stringify(how))
  }
} catch (error) {
  report.check('the proof runs to its end', false, `${error.stack}\n${daemon.said().slice(-2000)}`)
} finally {
  await daemon.kill()
  for (const child of children) child.disconnect()
  detour.close()
  removeHome(home)
  report.close()
}
