// `npm run proof:crash -- --kills 200`: kills the daemon with SIGKILL at random moments under load and while documents are being
// written by API and command line, starts it again, and looks whether anything that was promised is gone.
import { readdirSync, readFileSync } from 'node:fs'
import { Agent, createServer, request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { editByHand } from './crash/editor.mjs'
import { api, command, createHome, removeHome, startDaemon, writeDocument } from './kit/daemon.mjs'
import { createRandom, seedFrom } from './kit/random.mjs'
import { createReport } from './kit/report.mjs'
import { pause } from './kit/wait.mjs'

const { values: options } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string' },
    /** Tells what depends on the machine's speed without judging it: for machines that do other work too. */
    short: { type: 'boolean', default: false },
    /** What CLP is started by, for example `chrt -r 1` where other programs compete for the processor. */
    prefix: { type: 'string' },
    /** How long before the kill an answer must have been complete to be promised to the totals. */
    'promised-after-ms': { type: 'string', default: '1000' },
  },
})
const seed = seedFrom(options.seed)
const random = createRandom(seed)
const report = createReport('crash', { lenient: options.short })

const answer = JSON.stringify({
  id: 'msg',
  type: 'message',
  role: 'assistant',
  content: [{ type: 'text', text: 'hello' }],
  usage: { input_tokens: 10, output_tokens: 1 },
})
const upstream = await new Promise((resolve) => {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(answer)
    })
    response.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1', () => resolve(server))
})
const home = createHome({
  'claude.json': { main: { base_url: `http://127.0.0.1:${upstream.address().port}`, auth_token: 't', active: true } },
})

const words = (text = '') => text.split(' ').filter((word) => word !== '')
const promisedAfterMs = Number(options['promised-after-ms'])
const CLIENTS = 8

/** Load until told to stop: the time at which each answer was complete. */
const startLoad = (port) => {
  let going = true
  const done = []
  const agent = new Agent({ keepAlive: true })
  const body = JSON.stringify({
    model: 'claude-x',
    max_tokens: 5,
    messages: [{ role: 'user', content: 'hello '.repeat(500) }],
  })
  const one = () =>
    new Promise((resolve) => {
      const request = httpRequest({
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/v1/messages',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': body.length },
      })
      request.on('error', () => resolve(false))
      request.on('response', (response) => {
        response.resume()
        response.on('error', () => resolve(false))
        response.on('close', () => resolve(response.complete && response.statusCode === 200))
      })
      request.end(body)
    })
  const clients = Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (going) {
        if (await one()) done.push(performance.now())
        else await pause(5)
      }
    }),
  )
  return {
    done,
    stop: async () => {
      going = false
      agent.destroy()
      await clients
    },
  }
}

/** Adds upstreams by API and by command line at once; `acknowledged` holds what each was told is saved. */
const startWriting = (daemon, round) => {
  let going = true
  const acknowledged = []
  let number = 0
  const adding = async (way, add) => {
    while (going) {
      number += 1
      const name = `${way}-${round}-${number}`
      if (await add(name)) acknowledged.push(name)
      else await pause(5)
    }
  }
  const running = [adding('api', (name) => addByApi(daemon, name)), adding('cli', addByCommand)]
  return {
    acknowledged,
    stop: async () => {
      going = false
      await Promise.all(running)
    },
  }
}

const addByApi = (daemon, name) =>
  api(daemon, '/api/services/claude/upstreams', { method: 'POST', body: { name, baseUrl: 'http://127.0.0.1:1' } }).then(
    ({ status }) => status >= 200 && status < 300,
    () => false,
  )

const addByCommand = (name) =>
  command(home, ['add', 'claude', name, '--base-url', 'http://127.0.0.1:1']).then(({ code }) => code === 0)

const upstreamsOnDisk = () => JSON.parse(readFileSync(join(home, 'claude.json'), 'utf8'))

const problems = { start: [], database: [], document: [], lost: [], less: [], more: [] }
const restarts = []
let promised = 0
let possible = 0
let accepted = 0
let counted = 0
try {
  report.figure('seed', seed)
  for (let round = 1; round <= Number(options.kills); round += 1) {
    const begun = performance.now()
    if (process.stderr.isTTY || process.env['PROOF_PROGRESS']) process.stderr.write(`round ${round}\n`)
    const daemon = await startDaemon(home, { preload: false, prefix: words(options.prefix) })
    restarts.push(performance.now() - begun)
    const { value: usage } = await api(daemon, '/api/usage')
    const { value: status } = await api(daemon, '/api/status')
    counted = usage.total.requests
    // What was promised before the last kill is there; what is there was once asked for.
    if (counted < promised) problems.less.push(`round ${round}: ${counted} of ${promised}`)
    if (counted > possible) problems.more.push(`round ${round}: ${counted} of ${possible}`)
    if (status.journal.warning !== '') problems.database.push(`round ${round}: ${status.journal.warning}`)
    if (status.rejections.length > 0) problems.document.push(`round ${round}: ${JSON.stringify(status.rejections)}`)
    if (usage.total.usage.input !== counted * 10 || usage.total.usage.output !== counted)
      problems.more.push(`round ${round}: requests and tokens disagree`)
    const load = startLoad(daemon.claude)
    const writing = startWriting(daemon, round)
    await pause(random.whole(1, 3000))
    const killed = performance.now()
    await daemon.kill()
    await Promise.all([load.stop(), writing.stop()])
    accepted += writing.acknowledged.length
    promised = counted + load.done.filter((at) => at < killed - promisedAfterMs).length
    possible = counted + load.done.length + CLIENTS
    missing(writing.acknowledged)
  }
  await writersAtOnce()
  restarts.sort((one, other) => one - other)
  report.figure(
    'kills',
    `${restarts.length}; ready again after ${restarts[restarts.length >> 1].toFixed(0)} ms (median), ${restarts.at(-1).toFixed(0)} ms at most`,
  )
  report.figure('requests counted', counted)
  report.figure('document writes acknowledged', accepted)
  const told = (list) => `${list.length} times ${list.slice(0, 3).join('; ')}`
  report.check(
    'the database opens and is whole',
    problems.database.length === 0 && asideFiles() === 0,
    told(problems.database),
  )
  report.check('no document is damaged', problems.document.length === 0, told(problems.document))
  report.measure(
    `the totals have every request that ended ${promisedAfterMs} ms before the kill`,
    problems.less.length === 0,
    told(problems.less),
  )
  report.check('the totals have no request that was not made', problems.more.length === 0, told(problems.more))
  report.check('no acknowledged write is lost', problems.lost.length === 0, told(problems.lost))
} catch (error) {
  report.check('the proof runs to its end', false, error.stack)
} finally {
  upstream.closeAllConnections()
  upstream.close()
  removeHome(home)
  report.close()
}

/** Looks for acknowledged writes in the file, then keeps it small. Nobody else may be writing. */
function missing(names) {
  const there = upstreamsOnDisk()
  accepted += names.length
  problems.lost.push(...names.filter((name) => there[name] === undefined))
  const { main } = there
  writeDocument(home, 'claude.json', { main })
}

/** Databases that had to be put aside as damaged. */
function asideFiles() {
  return readdirSync(join(home, 'data')).filter((name) => name.includes('corrupt')).length
}

/** API, two commands and a text editor change the same document, and everybody's change is there or somebody is told. */
async function writersAtOnce() {
  const daemon = await startDaemon(home, { preload: false, prefix: words(options.prefix) })
  const names = []
  const note = (name, done) => {
    if (done) names.push(name)
  }
  for (let turn = 1; turn <= 10; turn += 1) {
    const { headers } = await api(daemon, '/api/documents/claude')
    note(`hand-${turn}`, editByHand(home, `hand-${turn}`))
    // Whoever read before the editor saved is told so.
    const { status } = await api(daemon, '/api/documents/claude', {
      method: 'PUT',
      body: { text: '{}' },
      headers: { 'if-match': headers.etag },
    })
    if (status !== 412) problems.lost.push(`a save over the editor's text was answered with ${status}`)
    await Promise.all([
      addByApi(daemon, `api-${turn}`).then((done) => note(`api-${turn}`, done)),
      addByCommand(`one-${turn}`).then((done) => note(`one-${turn}`, done)),
      addByCommand(`two-${turn}`).then((done) => note(`two-${turn}`, done)),
    ])
  }
  if (names.length !== 40) problems.lost.push(`only ${names.length} of 40 writes were taken`)
  missing(names)
  await daemon.stop()
}
