/** Finds out which program listens on a port, as far as this user may know, so that "port in use" can name it. */
import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'

export interface PortOwner {
  readonly pid: number
  /** Short name of the program. */
  readonly program: string
  /** Its command line where it may be read, else empty. */
  readonly commandLine: string
}

const run = promisify(execFile)
const TOOL_TIMEOUT_MS = 5000
/** State LISTEN in `/proc/net/tcp`, see proc_net_tcp in the kernel's documentation. */
const LISTEN = '0A'

/** Whoever listens on this TCP port, or undefined when it cannot be known. Never throws. */
export const findPortOwner = async (
  port: number,
  platform: NodeJS.Platform = process.platform,
): Promise<PortOwner | undefined> => {
  try {
    if (platform === 'linux') return await linuxOwner(port)
    if (platform === 'win32') return await windowsOwner(port)
    return await lsofOwner(port)
  } catch {
    return undefined
  }
}

const linuxOwner = async (port: number): Promise<PortOwner | undefined> => {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  )
  const sockets = new Set(tables.flatMap((table) => listeningInodes(table, port)).map((inode) => `socket:[${inode}]`))
  if (sockets.size === 0) return undefined
  for (const name of await readdir('/proc')) {
    const pid = Number(name)
    if (Number.isInteger(pid) && (await holdsOneOf(pid, sockets))) return describeLinux(pid)
  }
  return undefined
}

/** Inodes of the sockets that listen on `port`, from the text of `/proc/net/tcp` or `tcp6`. */
export const listeningInodes = (table: string, port: number): readonly string[] =>
  table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === LISTEN && Number.parseInt(local?.split(':').at(-1) ?? '', 16) === port)
    .flatMap((fields) => fields[INODE] ?? [])

/** Place of the inode in a line of `/proc/net/tcp`. */
const INODE = 9

const holdsOneOf = async (pid: number, sockets: ReadonlySet<string>): Promise<boolean> => {
  const folder = `/proc/${pid}/fd`
  const descriptors = await readdir(folder).catch(() => [])
  for (const descriptor of descriptors) {
    const target = await readlink(`${folder}/${descriptor}`).catch(() => '')
    if (sockets.has(target)) return true
  }
  return false
}

const describeLinux = async (pid: number): Promise<PortOwner> => ({
  pid,
  program: (await readFile(`/proc/${pid}/comm`, 'utf8')).trim(),
  commandLine: await commandLineOf(pid),
})

/** The command line of a process, where the system shows it; else empty. */
export const commandLineOf = async (pid: number): Promise<string> => {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim()
  } catch {
    return psCommandLine(pid)
  }
}

const psCommandLine = async (pid: number): Promise<string> => {
  if (process.platform === 'win32') return ''
  try {
    const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)], { timeout: TOOL_TIMEOUT_MS })
    return stdout.trim()
  } catch {
    return ''
  }
}

/** `-F pc` prints one field a line: `p` and the PID, `c` and the command. */
const lsofOwner = async (port: number): Promise<PortOwner | undefined> => {
  const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-F', 'pc'], {
    timeout: TOOL_TIMEOUT_MS,
  })
  const lines = stdout.split('\n')
  const pid = Number(lines.find((line) => line.startsWith('p'))?.slice(1))
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  const program = lines.find((line) => line.startsWith('c'))?.slice(1) ?? ''
  return { pid, program, commandLine: await psCommandLine(pid) }
}

const windowsOwner = async (port: number): Promise<PortOwner | undefined> => {
  const script = `$c = Get-NetTCPConnection -State Listen -LocalPort ${port} | Select-Object -First 1; "$($c.OwningProcess) $((Get-Process -Id $c.OwningProcess).ProcessName)"`
  const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
    timeout: TOOL_TIMEOUT_MS,
    windowsHide: true,
  })
  const [pid, program] = stdout.trim().split(' ')
  return Number(pid) > 0 ? { pid: Number(pid), program: program ?? '', commandLine: '' } : undefined
}
