/**
 * Tells one process from another that was given the same PID later. A PID alone proves nothing; a PID and the moment its
 * process was born do.
 */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** A process, and proof that it is still the same one. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it was born, in the terms of its system; empty where the system would not say. */
  readonly mark: string
}

/**
 * `same`: the very process is alive. `gone`: it ended, or the PID belongs to another program now.
 * `unknown`: a process with this PID lives, and the system would not say since when.
 */
export type IdentityCheck = 'same' | 'gone' | 'unknown'

const run = promisify(execFile)
/** Longest time one of the system's own tools may take to answer, in ms. */
const TOOL_TIMEOUT_MS = 5000

/** The identity of a living process, or undefined when there is none with this PID (a zombie is none). */
export const identify = async (
  pid: number,
  platform: NodeJS.Platform = process.platform,
): Promise<ProcessIdentity | undefined> => {
  if (!exists(pid)) return undefined
  const mark = await markOf(pid, platform)
  return mark === undefined ? undefined : { pid, mark }
}

/** Whether the process that once had this identity still lives. */
export const checkIdentity = async (
  identity: ProcessIdentity,
  platform: NodeJS.Platform = process.platform,
): Promise<IdentityCheck> => {
  const present = await identify(identity.pid, platform)
  if (present === undefined) return 'gone'
  if (present.mark === '' || identity.mark === '') return 'unknown'
  return present.mark === identity.mark ? 'same' : 'gone'
}

/** Signal 0 asks without touching. `EPERM` means: it lives, and belongs to somebody else. */
const exists = (pid: number): boolean => {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Undefined when the process turned out to be dead, empty when its birth cannot be learned. */
const markOf = async (pid: number, platform: NodeJS.Platform): Promise<string | undefined> => {
  if (platform === 'linux') return linuxMark(pid)
  if (platform === 'win32') return windowsMark(pid)
  return psMark(pid)
}

/**
 * Start time in clock ticks since boot (field 22 of `/proc/<pid>/stat`, see proc(5)), with the id of this boot, because ticks
 * start anew with every boot. The name in field 2 may hold blanks and parentheses, so counting begins after the last one.
 */
const linuxMark = async (pid: number): Promise<string | undefined> => {
  let stat: string
  try {
    stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state] = fields
  if (state === 'Z' || state === 'X') return undefined
  const ticks = fields[STARTTIME_AFTER_NAME]
  if (ticks === undefined) return ''
  return `${await bootId()}:${ticks}`
}

/** Field 22, counted from 1, where the first field after the name is number 3. */
const STARTTIME_AFTER_NAME = 19

const bootId = async (): Promise<string> => {
  try {
    return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
  } catch {
    return ''
  }
}

/** `ps` of macOS and the BSDs: start time to the second, in the C locale so that two callers read the same text. */
const psMark = async (pid: number): Promise<string | undefined> => {
  try {
    const { stdout } = await run('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      timeout: TOOL_TIMEOUT_MS,
    })
    const [state, ...birth] = stdout.trim().split(/\s+/)
    if (state === undefined || state === '' || state.startsWith('Z')) return undefined
    return birth.join(' ')
  } catch (error) {
    // `ps` exits with 1 when there is no such process; anything else means that it cannot be asked.
    return (error as { code?: unknown }).code === 1 ? undefined : ''
  }
}

const windowsMark = async (pid: number): Promise<string | undefined> => {
  const script = `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`
  try {
    const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
      timeout: TOOL_TIMEOUT_MS,
      windowsHide: true,
    })
    return stdout.trim()
  } catch {
    return ''
  }
}
