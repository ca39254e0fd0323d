/** Tells whether the process that wrote a lock still lives, also when its PID was given to another one since. */
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Who holds something: a process, the proof that it is still the same one, and where its PID means anything. */
export interface ProcessMark {
  readonly pid: number
  /** When it was born, in the terms of its system; empty where the system does not say. */
  readonly birth: string
  /** Machine and PID namespace: a PID from another container says nothing here. */
  readonly machine: string
}

export type Liveness = 'alive' | 'dead' | 'unknown'

export const ownMark = (): ProcessMark => ({ pid: process.pid, birth: birthOf(process.pid) ?? '', machine: machine() })

export const livenessOf = (mark: ProcessMark): Liveness => {
  if (mark.machine !== machine()) return 'unknown'
  const birth = exists(mark.pid) ? birthOf(mark.pid) : undefined
  if (birth === undefined) return 'dead'
  if (birth === '' || mark.birth === '') return 'unknown'
  return birth === mark.birth ? 'alive' : 'dead'
}

/** Signal 0 asks without touching. `EPERM` means: it lives, and belongs to somebody else. */
const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Clock ticks from boot to the process's start: field 22 of `/proc/<pid>/stat` (proc(5)). The name in field 2 may hold blanks and
 * parentheses, so counting begins behind the last one. Undefined for a zombie, empty without `/proc`.
 */
const birthOf = (pid: number): string | undefined => {
  const stat = textOf(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : (fields[STARTTIME] ?? '')
}

/** Field 22, counted from 1, where the first field behind the name is number 3. */
const STARTTIME = 19

const machine = (): string => {
  const boot = textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
  return boot === '' ? hostname() : `${boot} ${textOf(() => readlinkSync('/proc/self/ns/pid'))}`
}

const textOf = (read: () => string): string => {
  try {
    return read()
  } catch {
    return ''
  }
}
