/** A PostgreSQL of a test's own: real, on a free port of loopback, in a folder of its own, and gone with the test. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from './free-port.ts'

export interface TestPostgres {
  readonly port: number
  /** Address of a schema of its own, which is empty. */
  readonly schema: () => string
  /** Runs a statement in a schema that `schema` named. */
  readonly query: (url: string, sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Ends it as a crash of the machine would. */
  readonly kill: () => Promise<void>
  /** Starts it again on the same data, unless it runs. */
  readonly start: () => Promise<void>
  /** Stops every process of it where it stands, and lets them go on. */
  readonly pause: () => void
  readonly resume: () => void
  readonly close: () => Promise<void>
}

const OWNER = 'clp'
const FOLDERS = '/usr/lib/postgresql'

/** Folder of the programs; undefined where none is installed. */
const programs = (): string | undefined => {
  if (!existsSync(FOLDERS)) return undefined
  const versions = readdirSync(FOLDERS).sort((left, right) => Number(right) - Number(left))
  return versions.map((version) => join(FOLDERS, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')))
}

/** Why there is no PostgreSQL for tests; undefined where there is one. */
export const noPostgres: string | undefined = programs() === undefined ? `no PostgreSQL below ${FOLDERS}` : undefined

/** The server refuses to run as root: then it is the user of the package. */
const serverUser = (): { readonly uid: number; readonly gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

/** Rejects when it does not start. */
export const startPostgres = async (): Promise<TestPostgres> => {
  const folder = programs()
  if (folder === undefined) throw new Error(noPostgres)
  const user = serverUser()
  const root = mkdtempSync(join(tmpdir(), 'clp-postgres-'))
  const data = join(root, 'data')
  mkdirSync(data, { mode: 0o700 })
  if (user !== undefined) {
    chmodSync(root, 0o755)
    chownSync(data, user.uid, user.gid)
  }
  const settings = { ...user, cwd: '/', stdio: 'ignore' as const }
  const cluster = ['-D', data, '-U', OWNER, '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
  execFileSync(join(folder, 'initdb'), cluster, settings)
  const port = await freePort()
  // Tests lose no power: what the system was given need not reach the disk.
  const quick = ['fsync=off', 'full_page_writes=off']
  const options = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', ...quick]
  const base = `postgres://${OWNER}@127.0.0.1:${port}/postgres`
  let server: ChildProcess | undefined
  const start = async (): Promise<void> => {
    if (server !== undefined) return
    const set = options.flatMap((option) => ['-c', option])
    server = spawn(join(folder, 'postgres'), ['-D', data, '-p', String(port), ...set], settings)
    await untilItAnswers(base)
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = server
    server = undefined
    if (ending === undefined || ending.exitCode !== null) return
    const ended = once(ending, 'exit')
    ending.kill(signal)
    await ended
  }
  process.once('exit', () => server?.kill('SIGQUIT'))
  await start()
  let schemas = 0
  const signalAll = (signal: NodeJS.Signals): void => {
    if (server?.pid === undefined) return
    for (const pid of [server.pid, ...childrenOf(server.pid)]) signalTo(pid, signal)
  }
  return {
    port,
    schema: () => {
      schemas += 1
      return `${base}?options=${encodeURIComponent(`-c search_path=test_${schemas}`)}`
    },
    query: async (url, sql) => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      try {
        return (await client.query(sql)).rows
      } finally {
        await client.end()
      }
    },
    start,
    // Its own way of dying at once: the processes of its connections go with it, and nothing is tidied up.
    kill: () => end('SIGQUIT'),
    pause: () => signalAll('SIGSTOP'),
    resume: () => signalAll('SIGCONT'),
    close: async () => {
      signalAll('SIGCONT')
      await end('SIGINT')
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** A process that serves a connection may end of itself between being listed and being signalled. */
const signalTo = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

const childrenOf = (pid: number): readonly number[] =>
  execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(Number)

const ATTEMPTS = 400

const untilItAnswers = async (url: string): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return await client.end()
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
      await pause(25)
    }
  }
}
