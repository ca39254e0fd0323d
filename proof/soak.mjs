// `npm run soak -- --minutes 30`: a hundred clients at once, bodies up to 5 MB, slow readers, clients that leave, upstreams that
// fail, viewers, and another configuration every second. Then: nothing lost, nothing leaked, nothing grows.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { Agent } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { api, createHome, removeHome, startDaemon } from './kit/daemon.mjs'
import { openFiles, threads } from './kit/process-facts.mjs'
import { createRandom, seedFrom } from './kit/random.mjs'
import { createReport, mb, ms } from './kit/report.mjs'
import { pause, until } from './kit/wait.mjs'
import { exchange } from './soak/client.mjs'
import { balancing, startConfigChanges, upstreamsDocument } from './soak/config-changes.mjs'
import { openEventCount } from './soak/event-count.mjs'
import { watchMemory } from './soak/memory.mjs'
import { drawPlan } from './soak/plan.mjs'
import { startUpstreams } from './soak/upstreams.mjs'

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    streams: { type: 'string', default: '100' },
    seed: { type: 'string' },
    /** Further switches for CLP's own Node, for example `--cpu-prof`. */
    node: { type: 'string' },
    /** What CLP is started by, for example `chrt -r 1` where other programs compete for the processor. */
    prefix: { type: 'string' },
    /** More of its environment: `NAME=value NAME=value`. */
    env: { type: 'string' },
    /** Tells figures that depend on the machine without judging them: for machines that do other work too. */
    short: { type: 'boolean', default: false },
    /** Bounds for the figures that depend on the machine; the rest is absolute. */
    'most-rss-mb': { type: 'string', default: '250' },
    'most-delay-ms': { type: 'string', default: '30' },
  },
})
const seed = seedFrom(options.seed)
const random = createRandom(seed)
const report = createReport('soak', { lenient: options.short })
const loadMs = Number(options.minutes) * 60_000
const LOG_BYTES = 64 * 1024 * 1024
/** Of the process of the log that writes and the one that answers questions, together. */
const MOST_LOG_MB = 250

const words = (text = '') => text.split(' ').filter((word) => word !== '')

const deadPort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

const upstreams = await startUpstreams(random)
const ports = { steady: upstreams.steady, flaky: upstreams.flaky, dead: await deadPort() }
const home = createHome({
  'claude.json': upstreamsDocument(ports, 'steady'),
  'codex.json': upstreamsDocument(ports, 'steady'),
  'data/lb_config.json': balancing('active-first'),
  'data/system.json': { logLimit: { requests: 100_000, requestsWithBodies: 100_000, bytes: LOG_BYTES } },
})
const daemon = await startDaemon(home, {
  node: words(options.node),
  prefix: words(options.prefix),
  environment: Object.fromEntries(words(options.env).map((pair) => pair.split('='))),
})
const context = {
  ports: daemon,
  random,
  upstreams,
  agent: new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY }),
}
const totals = {
  whole: 0,
  refused: 0,
  broken: 0,
  left: 0,
  input: 0,
  output: 0,
  /** Counts that CLP may or may not have read: the client left when the end was on its way, or another upstream was asked, for the first broke. */
  mayBe: { input: 0, output: 0 },
  problems: [],
  ids: new Set(),
  repeated: 0,
}
let number = 0

const one = async () => {
  number += 1
  const plan = drawPlan(random, number)
  const done = await exchange(
    random.chance(0.1) ? { ...context, agent: new Agent({ keepAlive: false }) } : context,
    plan,
  )
  totals[done.end] += 1
  totals.input += done.input
  totals.output += done.output
  // A client that left may have left when CLP had the last counts already.
  if (done.end === 'left' && upstreams.finished.has(plan.n)) totals.mayBe.output += plan.output - done.output
  const unseen = Math.max(0, (upstreams.priced.get(plan.n) ?? 0) - (done.input > 0 ? 1 : 0))
  totals.mayBe.input += unseen * plan.input
  totals.mayBe.output += unseen
  if (done.problem !== undefined && totals.problems.length < 20)
    totals.problems.push(`${plan.n} ${plan.act}: ${done.problem}`)
  if (done.id === undefined) return
  if (totals.ids.has(done.id)) totals.repeated += 1
  totals.ids.add(done.id)
}

const clients = (count, until) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      await pause(random.whole(0, 1000))
      while (performance.now() < until) await one()
    }),
  )

/** What must be the same before and after: nothing is running, nobody is connected. */
const atRest = async () => {
  const { active, memory } = await daemon.facts({ fresh: true })
  const { all, sockets, files } = openFiles(daemon.pid)
  const megabytes = Object.fromEntries(
    Object.entries(memory).map(([name, bytes]) => [name, Math.round(bytes / 2 ** 20)]),
  )
  return { all, sockets, files, threads: threads(daemon.pid), active, megabytes, heapMb: memory.heapUsed / 2 ** 20 }
}

try {
  report.figure('seed', seed)
  // Everything has been used once before the first count: threads are started and files are open.
  const unused = openFiles(daemon.pid).sockets
  const account = await openEventCount(daemon)
  const tab = await openEventCount(daemon, { chunks: true })
  await clients(10, performance.now() + 4000)
  await api(daemon, '/api/exchanges?limit=5')
  await tab.close()
  context.agent.destroy()
  await until(() => account.open().length === 0, { what: 'the warm-up has ended' })
  await until(() => openFiles(daemon.pid).sockets <= unused + 1, {
    what: 'the upstream connections of the warm-up are closed',
    timeoutMs: 60_000,
    stepMs: 250,
  })
  const before = await atRest()

  const viewer = await openEventCount(daemon, { chunks: true })
  const changing = startConfigChanges(daemon, ports)
  const memory = watchMemory(daemon.pid)
  await daemon.facts({ reset: true })
  const begun = performance.now()
  await clients(Number(options.streams), begun + loadMs)
  const { loop, memory: loaded } = await daemon.facts()
  const seconds = (performance.now() - begun) / 1000
  const rss = memory.stop()
  const changes = await changing.stop()
  await viewer.close()
  context.agent.destroy()

  await until(() => account.open().length === 0, { what: 'every request has ended', timeoutMs: 60_000 }).catch(
    () => undefined,
  )
  const { value: usage } = await until(
    async () => {
      const answer = await api(daemon, '/api/usage')
      return answer.value.total?.requests >= counted(account) && answer
    },
    { what: 'the totals are written', timeoutMs: 60_000, stepMs: 250 },
  ).catch(async () => api(daemon, '/api/usage'))
  const { value: status } = await api(daemon, '/api/status')
  const quiet = await until(() => openFiles(daemon.pid).sockets <= before.sockets, {
    what: 'all sockets are closed',
    timeoutMs: 60_000,
    stepMs: 250,
  }).catch(() => false)
  const after = await atRest()
  judge({ account, viewer, loop, loaded, seconds, rss, changes, usage, status, before, after, quiet })
  await account.close()
  const how = await daemon.stop()
  report.check('the daemon leaves in order', how.code === 0, JSON.stringify(how))
} catch (error) {
  report.check('the soak runs to its end', false, `${error.stack}\n${daemon.said()}`)
  await daemon.kill()
} finally {
  await upstreams.close()
  removeHome(home)
  report.close()
}

function counted({ ended }) {
  return [...ended.values()].filter(({ attempts }) => attempts > 0).length
}

function judge({ account, viewer, loop, loaded, seconds, rss, changes, usage, status, before, after, quiet }) {
  const { whole, refused, broken, left } = totals
  const total = usage.total
  report.figure(
    'load',
    `${number} requests in ${seconds.toFixed(0)} s: ${whole} whole, ${refused} refused, ${broken} broken, ${left} left by their clients`,
  )
  report.figure(
    'configuration changes',
    `${changes.switches}, ${viewer.heard()} events to the viewer, ${viewer.gaps()} gaps in its numbers`,
  )
  report.figure(
    'memory',
    `peak ${rss.peak.toFixed(0)} MB, mean of the last half ${rss.mean.toFixed(0)} MB, slope ${rss.growth.toFixed(1)} MB over it, noise ${rss.noise.toFixed(1)} MB`,
  )
  report.figure('memory of the processes of the log', `peak ${rss.logPeak.toFixed(0)} MB`)
  report.figure(
    'memory by kind at the end of the load',
    Object.entries(loaded)
      .map(([name, bytes]) => `${name} ${mb(bytes)}`)
      .join(', '),
  )
  report.figure('event loop delay', `p50 ${ms(loop.p50)}, p99 ${ms(loop.p99)}, max ${ms(loop.max)}`)
  const shown = ({ files, ...rest }) => JSON.stringify({ ...rest, files: files.length })
  report.figure('at rest before', shown(before))
  report.figure('at rest after', shown(after))
  const bound = Number(options['most-rss-mb'])
  report.measure(`memory stays under ${bound} MB`, !(rss.peak > bound), `${rss.peak.toFixed(0)} MB`)
  report.measure(
    `the processes of the log stay under ${MOST_LOG_MB} MB`,
    !(rss.logPeak > MOST_LOG_MB),
    `${rss.logPeak.toFixed(0)} MB`,
  )
  const allowed = Math.max(rss.noise * 2, rss.mean * 0.1)
  report.measure(
    'memory is flat',
    rss.samples < 60 || rss.growth <= allowed,
    `${rss.growth.toFixed(1)} MB, noise allows ${allowed.toFixed(1)}`,
  )
  report.check(
    'the heap at rest has not grown',
    after.heapMb - before.heapMb < 16,
    `${before.heapMb.toFixed(1)} to ${after.heapMb.toFixed(1)} MB`,
  )
  const delay = Number(options['most-delay-ms'])
  report.measure(`event loop delay p99 under ${delay} ms`, loop.p99 < delay, ms(loop.p99))
  report.check('every byte is right', totals.problems.length === 0, totals.problems.join('; '))
  report.check('every configuration change was taken', changes.refused === 0, `${changes.refused} refused`)
  const open = account.open()
  report.check(
    'every request ended exactly once',
    account.problems.length === 0 && open.length === 0 && account.gaps() === 0,
    [...account.problems.slice(0, 5), ...(open.length > 0 ? [`${open.length} never ended`] : [])].join('; '),
  )
  report.check('every answer has a name of its own', totals.repeated === 0)
  const strangers = [...totals.ids].filter((id) => !account.ended.has(id)).length
  report.check('every answered request is in the account', strangers === 0, `${strangers} are not`)
  const wanted = counted(account)
  report.check('the totals count every request', total.requests === wanted, `${total.requests} of ${wanted}`)
  // Attempts that broke are counted too, for they may be billed (docs/decisions/0038-cost-in-nano-dollars.md).
  const within = (kind) => total.usage[kind] >= totals[kind] && total.usage[kind] <= totals[kind] + totals.mayBe[kind]
  const told = (kind) => `${kind} ${total.usage[kind]} of ${totals[kind]} to ${totals[kind] + totals.mayBe[kind]}`
  report.check(
    'the totals count every token',
    within('input') && within('output'),
    `${told('input')}, ${told('output')}`,
  )
  report.check(
    'no record was dropped',
    status.journal.dropped === 0 && status.journal.warning === '',
    `${status.journal.dropped} dropped ${status.journal.warning}`,
  )
  const disk = sizeOf(home)
  report.check(
    'the disk holds its cap',
    disk <= LOG_BYTES + 48 * 1024 * 1024,
    `${mb(disk)} for a log of ${mb(LOG_BYTES)}`,
  )
  report.check(
    'no socket is left',
    quiet !== false && after.sockets <= before.sockets,
    `${before.sockets} to ${after.sockets}`,
  )
  // A log of the daemon is opened with its first line and stays open.
  const opened = after.files.filter((file) => !before.files.includes(file) && !file.endsWith('.log'))
  report.check('no file is left open', opened.length === 0, opened.join(' '))
  report.check('no thread is left', after.threads <= before.threads, `${before.threads} to ${after.threads}`)
  const grown = Object.keys(after.active).filter((name) => after.active[name] > (before.active[name] ?? 0))
  report.check(
    'no handle or timer is left',
    grown.length === 0,
    grown.map((name) => `${name} ${before.active[name] ?? 0} to ${after.active[name]}`).join('; '),
  )
}

function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0)
}
