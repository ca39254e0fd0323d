// What the system says about a process: memory, open files by kind, CPU time. Linux only; elsewhere everything is unknown.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Resident memory in MB, undefined where there is no /proc. */
export const residentMb = (pid) => {
  const found = /VmRSS:\s+(\d+) kB/.exec(readOr(`/proc/${pid}/status`))?.[1]
  return found === undefined ? undefined : Number(found) / 1024
}

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
