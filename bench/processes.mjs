// Starts the programs of the bench, each on its core, and reads from /proc what they use.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { availableParallelism } from 'node:os'

const canPin = availableParallelism() >= 2 && spawnSync('taskset', ['--version']).status === 0

/** Cores: load and target share one, the contender has the other to itself; undefined where there is nothing to pin with. */
export const CORES = canPin ? { load: 0, contender: 1 } : { load: undefined, contender: undefined }

const pinned = (core, command) => (core === undefined ? command : ['taskset', '-c', String(core), ...command])

/** Spawns a program pinned to a core, with an IPC channel for the parts of the bench that speak over one. */
export const start = ({ command, core, environment = {}, ipc = false, cwd }) => {
  const [program, ...args] = pinned(core, command)
  const child = spawn(program, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', ...(ipc ? ['ipc'] : [])],
    ...(cwd === undefined ? {} : { cwd }),
  })
  child.exited = new Promise((resolve) => {
    child.once('exit', resolve)
    child.once('error', resolve)
  })
  return child
}

/** Starts a part of the bench written for Node; resolves once it has told its port. */
export const startPart = async (file, { core, environment = {} }) => {
  const child = start({ command: [process.execPath, file], core, environment, ipc: true })
  const { port } = await message(child, (told) => told.port !== undefined)
  return { child, port, pid: child.pid }
}

export const message = (child, wanted) =>
  new Promise((resolve, reject) => {
    const listen = (told) => {
      if (!wanted(told)) return
      child.off('message', listen)
      resolve(told)
    }
    child.on('message', listen)
    child.exited.then((status) => reject(new Error(`A part of the bench ended early (${status})`)))
  })

export const stop = async (child) => {
  child.kill('SIGTERM')
  const cut = setTimeout(() => child.kill('SIGKILL'), 5000)
  await child.exited
  clearTimeout(cut)
}

/** A port that was free a moment ago. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

/** Waits until something answers HTTP at the port. */
export const answering = async (port, path = '/health') => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const up = await fetch(`http://127.0.0.1:${port}${path}`).then(
      () => true,
      () => false,
    )
    if (up) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`Nothing answers on port ${port}`)
}

/** CPU time used so far by all threads of a process and of those it started, in µs. */
export const cpuMicros = (pid) => family(pid).reduce((sum, each) => sum + ownCpuMicros(each), 0)

const ownCpuMicros = (pid) => {
  const tasks = `/proc/${pid}/task`
  if (existsSync(`/proc/${pid}/schedstat`)) {
    // Nanoseconds on the CPU, per thread: finer than the 10 ms ticks of /proc/<pid>/stat.
    return (
      namesIn(tasks).reduce((sum, task) => sum + Number(readOr(`${tasks}/${task}/schedstat`).split(' ')[0]), 0) / 1000
    )
  }
  const fields = readOr(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}

/** Resident memory now and at its highest, in MB; of all its processes together, pages that they share counted in each. */
export const memory = (pid) =>
  family(pid)
    .map(ownMemory)
    .filter(({ now }) => !Number.isNaN(now))
    .reduce((sum, one) => ({ now: sum.now + one.now, peak: sum.peak + one.peak }), { now: 0, peak: 0 })

const ownMemory = (pid) => {
  const status = readOr(`/proc/${pid}/status`)
  const field = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN) / 1024
  return { now: field('VmRSS'), peak: field('VmHWM') }
}

/** A process and everything that it started, by way of others too. */
const family = (pid) => [
  pid,
  ...namesIn(`/proc/${pid}/task`)
    .flatMap((task) => readOr(`/proc/${pid}/task/${task}/children`).trim().split(' '))
    .filter((child) => Number(child) > 0)
    .flatMap((child) => family(Number(child))),
]

const namesIn = (folder) => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

const readOr = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '0'
  }
}
