// CLP as a process of its own with a home of its own on free ports, and what can be read about it from outside and inside.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MEMORY_SETTINGS } from '../../build/daemon/supervisor/memory-settings.js'
import { daemonFlags } from '../../build/daemon/supervisor/node-flags.js'
import { until } from './wait.mjs'

export const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const PRELOAD = new URL('preload.mjs', import.meta.url).href

/** A new home; `documents` by path under it, written as JSON unless they are texts. */
export const createHome = (documents = {}, root = mkdtempSync(join(tmpdir(), 'clp-proof-'))) => {
  for (const [name, value] of Object.entries(documents)) writeDocument(root, name, value)
  return root
}

export const writeDocument = (home, name, value) => {
  const file = join(home, name)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value, null, 2), { mode: 0o600 })
}

export const removeHome = (home) => rmSync(home, { recursive: true, force: true })

/** The environment of a CLP that touches nothing outside its home, with the settings of memory that `clp start` gives it. */
export const environmentFor = (home, more = {}) => ({
  PATH: process.env['PATH'],
  HOME: home,
  CLP_HOME: home,
  CLP_LANG: 'en',
  CLP_CLAUDE_PORT: '0',
  CLP_CODEX_PORT: '0',
  CLP_UI_PORT: '0',
  ...MEMORY_SETTINGS,
  ...more,
})

/**
 * Starts `clp run` and resolves once every port answers. `prefix` is put before the command (a network namespace, a limit);
 * `facts` can be asked for only with `preload`.
 */
export const startDaemon = async (home, { environment = {}, prefix = [], node = [], preload = true } = {}) => {
  const factsFile = join(
    tmpdir(),
    `clp-proof-facts-${process.pid}-${Date.now()}-${Math.random().toString(36).slice(2)}`,
  )
  const program = [
    process.execPath,
    ...daemonFlags(),
    ...node,
    ...(preload ? ['--expose-gc', '--import', PRELOAD] : []),
    PROGRAM,
    'run',
  ]
  const [command, ...args] = [...prefix, ...program]
  const child = spawn(command, args, {
    env: environmentFor(home, { ...environment, CLP_PROOF_FACTS: factsFile }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const onOutput = (text) => {
    said = (said + text).slice(-20_000)
  }
  child.stdout.on('data', onOutput)
  child.stderr.on('data', onOutput)
  let over
  const ended = new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      over = { code, signal }
      resolve(over)
    })
  })
  const run = await until(
    () => {
      if (over !== undefined) throw new Error(`CLP ended before it was ready (${JSON.stringify(over)}): ${said}`)
      return runFileOf(home, child.pid)
    },
    { what: 'CLP is ready', timeoutMs: 60_000, stepMs: 10 },
  )
  const port = (id) => Number(new URL(run.addresses.services.find((service) => service.id === id).address).port)
  let asked = 0
  return {
    home,
    pid: run.pid,
    claude: port('claude'),
    codex: port('codex'),
    ui: run.addresses.ui,
    controlKey: run.controlKey,
    said: () => said,
    ended,
    over: () => over,
    /** What the process sees of itself; `fresh` collects garbage first, `reset` begins a new measurement of the event loop. */
    facts: async ({ fresh = false, reset = false } = {}) => {
      asked += 1
      writeFileSync(`${factsFile}.ask`, JSON.stringify({ asked, fresh, reset }))
      process.kill(run.pid, 'SIGUSR2')
      return until(() => readJson(factsFile, (facts) => facts.asked === asked), {
        what: 'CLP writes its facts',
        timeoutMs: 30_000,
      })
    },
    kill: async (signal = 'SIGKILL') => {
      if (over === undefined) process.kill(run.pid, signal)
      return ended
    },
    stop: async () => {
      if (over === undefined) process.kill(run.pid, 'SIGTERM')
      const cut = setTimeout(() => child.kill('SIGKILL'), 30_000)
      const how = await ended
      clearTimeout(cut)
      for (const file of [factsFile, `${factsFile}.ask`]) rmSync(file, { force: true })
      return how
    },
  }
}

/**
 * Asks the admin API on a connection of its own; resolves with { status, headers, value }, rejects only without an answer.
 * Not by `fetch`, whose pool keeps connections open that would count as leaked.
 */
export const api = (daemon, path, { method = 'GET', body, headers = {}, timeoutMs = 30_000 } = {}) =>
  new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const request = httpRequest(`${daemon.ui}${path}`, {
      method,
      agent: false,
      headers: {
        'x-clp-control': daemon.controlKey,
        ...(text === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        ...headers,
      },
      signal: AbortSignal.timeout(timeoutMs),
    })
    request.once('error', reject)
    request.once('response', (response) => {
      let said = ''
      response.setEncoding('utf8')
      response.on('data', (piece) => {
        said += piece
      })
      response.once('error', reject)
      response.once('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, value: parsed(said) }),
      )
    })
    request.end(text)
  })

/** Runs a `clp` command to its end. */
export const command = (home, argv, more = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...argv], {
      env: environmentFor(home, more),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (text) => {
      out += text
    })
    child.stderr.on('data', (text) => {
      err += text
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, out, err }))
  })

const runFileOf = (home, pid) =>
  readJson(
    join(home, 'run', 'clp.pid'),
    (run) => (run.pid === pid || isChildOf(run.pid, pid)) && run.addresses !== undefined,
  )

/** With a prefix such as `ip netns exec` the daemon keeps the pid; with others it is a child. */
const isChildOf = (pid, parent) => {
  try {
    return new RegExp(`^PPid:\\s+${parent}$`, 'm').test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

const readJson = (file, wanted) => {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8'))
    return wanted(value) ? value : undefined
  } catch {
    return undefined
  }
}

const parsed = (text) => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
