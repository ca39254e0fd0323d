// What the system says about a process: memory, open files by kind, CPU time. Linux only; elsewhere everything is unknown.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Resident memory in MB, undefined where there is no /proc. */
export const residentMb = (pid) => {
  const found = /VmRSS:\s+(\d+) kB/.exec(readOr(`/proc/${pid}/status`))?.[1]
  return found === undefined ? undefined : Number(found) / 1024
}

/** The processes of the log that a process has started, by their PIDs, and their resident memory in MB. */
export const logProcessesOf = (pid) =>
  namesIn(`/proc/${pid}/task`)
    .flatMap((task) => readOr(`/proc/${pid}/task/${task}/children`).split(' '))
    .filter((child) => /(?:dist|build)\/store\//.test(readOr(`/proc/${child}/cmdline`)))
    .map((child) => ({ pid: Number(child), residentMb: residentMb(child) ?? 0 }))

/** Their memory together, MB. */
export const logMemoryMb = (pid) => logProcessesOf(pid).reduce((sum, one) => sum + one.residentMb, 0)

/** Open file descriptors: all, sockets, and files by path. */
export const openFiles = (pid) => {
  const targets = namesIn(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)]
    } catch {
      return []
    }
  })
  return {
    all: targets.length,
    sockets: targets.filter((target) => target.startsWith('socket:')).length,
    files: targets.filter((target) => target.startsWith('/')),
  }
}

const STATES = {
  '01': 'established',
  '04': 'fin-wait-1',
  '05': 'fin-wait-2',
  '08': 'close-wait',
  '09': 'last-ack',
  '0A': 'listen',
}

/** The TCP sockets of a process: state, ports of both ends (decimal), bytes that wait to be sent and to be read. */
export const socketsOf = (pid) => {
  const own = new Set(
    namesIn(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [/^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? '']
      } catch {
        return []
      }
    }),
  )
  const port = (address) => Number.parseInt(address.split(':').at(-1), 16)
  return ['tcp', 'tcp6'].flatMap((table) =>
    readOr(`/proc/${pid}/net/${table}`)
      .split('\n')
      .slice(1)
      .map((row) => row.trim().split(/\s+/))
      .filter((columns) => own.has(columns[9]))
      .map(([, local, remote, state, queues]) => ({
        state: STATES[state] ?? state,
        local: port(local),
        remote: port(remote),
        queues,
      })),
  )
}

export const threads = (pid) => namesIn(`/proc/${pid}/task`).length

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
    return ''
  }
}
