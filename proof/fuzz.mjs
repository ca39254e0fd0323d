// `npm run proof:fuzz -- --minutes 10`: random and damaged input on every way in, for as long as it is told. CLP must neither crash,
// nor hang, nor leak, nor call anything an internal failure. A finding prints what was sent and becomes a test of its own.
import { setMaxListeners } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { drawCall, routesOf } from './fuzz/api-routes.mjs'
import { frameCase } from './fuzz/frames.mjs'
import { hostileCase } from './fuzz/hostile.mjs'
import { rawCase } from './fuzz/raw.mjs'
import { translateCase } from './fuzz/translate.mjs'
import { startDamagedUpstream } from './fuzz/upstream.mjs'
import { createDraw, mutate } from './fuzz/values.mjs'
import { api, createHome, removeHome, startDaemon } from './kit/daemon.mjs'
import { openFiles, socketsOf } from './kit/process-facts.mjs'
import { createRandom, seedFrom } from './kit/random.mjs'
import { createReport } from './kit/report.mjs'
import { until } from './kit/wait.mjs'

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    only: { type: 'string' },
    parallel: { type: 'string', default: '16' },
  },
})
const seed = seedFrom(options.seed)
const random = createRandom(seed)
const draw = createDraw(random)
const report = createReport('fuzz')
const upstream = await startDamagedUpstream(random)

const UPSTREAMS = {
  main: { base_url: `http://127.0.0.1:${upstream.port}`, auth_token: 't', active: true },
  other: { base_url: `http://127.0.0.1:${upstream.port}/x`, weight: 5 },
}
const DOCUMENTS = {
  'claude.json': UPSTREAMS,
  'codex.json': UPSTREAMS,
  'endpoint_filter.json': {
    enabled: true,
    rules: [{ path: '/x', pathMatchType: 'regex', regex: 'a+', action: { type: 'block', status: 403 } }],
  },
  'header_filter.json': { enabled: true, blocked_headers: ['x-real-ip'] },
  'filter.json': [
    { source: 'hello', op: 'replace', target: 'bye' },
    { source: 'hello', op: 'replace', target: 'bye', match: 'text' },
    { source: 'hell[a-z]*', op: 'remove', match: 'regex', in: 'strings' },
    { source: 'sk-[a-z-]+Q', op: 'remove' },
    { source: '[a-z]+@[a-z]+', op: 'remove' },
  ],
  'data/model_router_config.json': {
    mode: 'model-mapping',
    modelMappings: { claude: [{ source: 'claude-x', target: 'claude-y' }] },
  },
  'data/lb_config.json': { mode: 'weight-based', options: { autoResetMinutes: 0.01, failureThreshold: 50 } },
  'data/system.json': { timeouts: { connectSeconds: 2, responseHeadersSeconds: 2, idleSeconds: 2 } },
  'auth.json': { enabled: false, tokens: [] },
}
const IDS = ['claude', 'codex', 'endpoint-filter', 'header-filter', 'filter', 'routing', 'lb', 'system']

const home = createHome(DOCUMENTS)
// Damaged documents and connection tests name addresses of other machines: everything goes to the upstream here, so that nothing leaves.
const everything = `http://127.0.0.1:${upstream.port}`
const daemon = await startDaemon(home, {
  environment: { HTTP_PROXY: everything, HTTPS_PROXY: everything, ALL_PROXY: everything },
})
const uiPort = Number(new URL(daemon.ui).port)
const context = { random, draw, ports: [daemon.claude, daemon.codex, uiPort] }
const { value: openApi } = await api(daemon, '/api/openapi.json')
const routes = routesOf(openApi)
const counts = new Map()
const findings = new Map()

const finding = (kind, what) => {
  const key = `${kind}: ${what.key ?? ''}`
  if (!findings.has(key)) findings.set(key, JSON.stringify(what).slice(0, 3000))
}

const statusIn = (answer) => /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]

const raw = async (make) => {
  const { what, answer } = await make(context)
  if (statusIn(answer) === '500' && !/upstream/.test(answer))
    finding('internal failure', { key: 'raw', ...what, answer: answer.slice(0, 500) })
}

const call = async ({ method, path, headers, text }) =>
  new Promise((resolve) => {
    const request = httpRequest({
      port: uiPort,
      host: '127.0.0.1',
      method,
      path,
      agent: false,
      headers: {
        'x-clp-control': daemon.controlKey,
        ...(text === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        ...headers,
      },
    })
    const timer = setTimeout(() => request.destroy(new Error('no answer within 30 s')), 30_000)
    request.on('error', (error) => {
      clearTimeout(timer)
      resolve({ status: 0, said: error.message })
    })
    request.on('response', (response) => {
      let said = ''
      response.setEncoding('utf8')
      response.on('data', (piece) => {
        if (said.length < 2000) said += piece
      })
      response.on('close', () => {
        clearTimeout(timer)
        resolve({ status: response.statusCode, said })
      })
    })
    request.end(text)
  })

const KINDS = {
  raw: () => raw(rawCase),
  frames: () => raw(frameCase),
  hostile: () => raw(hostileCase),
  api: async () => {
    const route = random.pick(routes)
    const asked = drawCall({ random, draw }, openApi, route)
    const { status, said } = await call(asked)
    if (status >= 500 || status === 0)
      finding(`${route.method} ${route.path} answers ${status || said}`, {
        key: said.slice(0, 80),
        ...asked,
        said: said.slice(0, 500),
      })
  },
  documents: async () => {
    const id = random.pick(IDS)
    const good = JSON.stringify(random.pick(Object.values(DOCUMENTS)))
    const text = random.chance(0.5) ? mutate(random, Buffer.from(good)).toString() : JSON.stringify(draw.json())
    const { status, said } = await call({
      method: 'PUT',
      path: `/api/documents/${id}`,
      headers: { 'if-match': '*' },
      text: JSON.stringify({ text }),
    })
    if (status >= 500 || status === 0)
      finding(`document ${id} answers ${status || said}`, { key: said.slice(0, 80), text, said })
  },
  files: async () => {
    const [name, value] = random.pick(Object.entries(DOCUMENTS).filter(([file]) => file !== 'auth.json'))
    const bytes = random.chance(0.3) ? draw.bytes(400) : mutate(random, Buffer.from(JSON.stringify(value, null, 2)))
    writeFileSync(join(home, name), bytes)
    const { status, said } = await call({ method: 'GET', path: '/api/status', headers: {} })
    if (status !== 200) finding(`status answers ${status || said}`, { key: name, text: bytes.toString('latin1'), said })
  },
  /** The library alone, without a request: the others have their turn in between. */
  translate: async () => {
    await new Promise((resolve) => setImmediate(resolve))
    const found = translateCase(context)
    if (found !== undefined) finding(`translation for ${found.key}`, { ...found, key: found.fault })
  },
  /** Good requests in between, so that there is something to damage, and the documents are good again now and then. */
  traffic: async () => {
    if (random.chance(0.1))
      for (const [name, value] of Object.entries(DOCUMENTS))
        writeFileSync(join(home, name), JSON.stringify(value, null, 2))
    const body = JSON.stringify({ model: 'claude-x', stream: true, messages: [draw.json()] })
    await raw(async () => {
      const answer = await proxied(body)
      return { what: { body: body.slice(0, 1000) }, answer }
    })
  },
}

function proxied(body) {
  return new Promise((resolve) => {
    const request = httpRequest({
      port: daemon.claude,
      host: '127.0.0.1',
      method: 'POST',
      path: '/v1/messages',
      agent: false,
      headers: { 'content-type': 'application/json' },
      signal: allLeave.signal,
    })
    // The upstream may fall silent and damaged timers may be as long as ten minutes, both by right: then the client leaves.
    const timer = setTimeout(() => request.destroy(), 20_000)
    request.on('close', () => {
      clearTimeout(timer)
      resolve('')
    })
    request.on('error', () => undefined)
    request.on('response', (response) => {
      let said = `HTTP/1.1 ${response.statusCode}\r\n`
      response.on('data', (piece) => {
        if (said.length < 2000) said += piece
      })
      response.on('error', () => undefined)
      response.on('close', () => resolve(said))
    })
    request.end(body)
  })
}

/** What CLP itself said about its failures, the last of it. */
const logged = () =>
  readdirSync(join(home, 'run'))
    .filter((name) => name.endsWith('.log'))
    .flatMap((name) => readFileSync(join(home, 'run', name), 'utf8').split('\n'))
    .filter((line) => line.includes('"error"'))
    .slice(-10)

const alive = async () => {
  for (const port of context.ports) {
    const { status } = await new Promise((resolve) => {
      const request = httpRequest({ port, host: '127.0.0.1', path: '/health', agent: false })
      const timer = setTimeout(() => request.destroy(), 20_000)
      request.on('error', () => resolve({ status: 0 }))
      request.on('response', (response) => {
        response.resume()
        response.on('close', () => {
          clearTimeout(timer)
          resolve({ status: response.statusCode })
        })
      })
      request.end()
    })
    if (status !== 200) return `port ${port} answers ${status}`
  }
  return undefined
}

const names = Object.keys(KINDS).filter((name) => options.only === undefined || options.only.split(',').includes(name))
/** When the time is over the clients leave, as clients do. The upstream stays: CLP has to let go of it by itself. */
const allLeave = new AbortController()
setMaxListeners(0, allLeave.signal)
const limit = performance.now() + Number(options.minutes) * 60_000
let silent
let sockets
let heap
try {
  report.figure('seed', seed)
  sockets = openFiles(daemon.pid).sockets
  const worker = async () => {
    while (performance.now() < limit && silent === undefined && daemon.over() === undefined) {
      const name = random.pick(names)
      await KINDS[name]()
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  const watcher = async () => {
    while (performance.now() < limit && silent === undefined && daemon.over() === undefined) {
      silent = await alive()
      await new Promise((resolve) => setTimeout(resolve, 500))
      heap ??=
        performance.now() > limit - Number(options.minutes) * 45_000
          ? (await daemon.facts({ fresh: true })).memory.heapUsed / 2 ** 20
          : undefined
    }
  }
  const goingHome = setTimeout(() => allLeave.abort(), limit - performance.now())
  await Promise.all([watcher(), ...Array.from({ length: Number(options.parallel) }, worker)])
  clearTimeout(goingHome)
  report.figure('cases', [...counts].map(([name, count]) => `${name} ${count}`).join(', '))
  report.figure('routes of the admin API', routes.length)
  report.check(
    'CLP never crashed',
    daemon.over() === undefined,
    daemon.over() === undefined ? '' : `${JSON.stringify(daemon.over())} ${daemon.said().slice(-3000)}`,
  )
  report.check('CLP always answered', silent === undefined, silent)
  report.check('nothing was an internal failure', findings.size === 0, `${findings.size} findings`)
  for (const [key, what] of findings) report.note(`${key}\n         ${what}`)
  if (findings.size > 0) for (const line of logged()) report.note(`log: ${line}`)
  if (daemon.over() === undefined) {
    // A connection test may take 30 s, and an idle connection to an upstream is kept for as long.
    const quiet = await until(() => openFiles(daemon.pid).sockets <= sockets, {
      what: 'all sockets are closed',
      timeoutMs: 90_000,
      stepMs: 250,
    }).catch(() => false)
    report.check('no socket is left', quiet !== false, `${sockets} to ${openFiles(daemon.pid).sockets}`)
    if (quiet === false) for (const socket of socketsOf(daemon.pid)) report.note(JSON.stringify(socket))
    const { memory } = await daemon.facts({ fresh: true })
    report.check(
      'the heap has not grown',
      memory.heapUsed / 2 ** 20 - heap < 30,
      `${heap?.toFixed(1)} to ${(memory.heapUsed / 2 ** 20).toFixed(1)} MB`,
    )
    const how = await daemon.stop()
    report.check('the daemon leaves in order', how.code === 0, JSON.stringify(how))
  }
} finally {
  await daemon.kill()
  upstream.close()
  removeHome(home)
  report.close()
}
