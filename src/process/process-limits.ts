/** What the system allows this process and those it starts: files open at once, and address space (`ulimit -n`, `ulimit -v`). */
import { readFileSync } from 'node:fs'

export interface ProcessLimits {
  /** Undefined where there is no limit, or where the system does not say. Node raises the soft limit to the hard one by itself. */
  readonly openFiles: number | undefined
  /** Bytes; undefined as above. */
  readonly addressSpace: number | undefined
}

/** Linux only (proc_pid_limits(5)); nothing is known elsewhere. */
export const readProcessLimits = (read = () => readFileSync('/proc/self/limits', 'utf8')): ProcessLimits => {
  const text = orNothing(read)
  const soft = (name: string): number | undefined => {
    const found = new RegExp(`^${name} +(\\d+)`, 'm').exec(text)?.[1]
    return found === undefined ? undefined : Number(found)
  }
  return { openFiles: soft('Max open files'), addressSpace: soft('Max address space') }
}

const orNothing = (read: () => string): string => {
  try {
    return read()
  } catch {
    return ''
  }
}
