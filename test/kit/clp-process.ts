/** The `clp` program as a process of its own, as a person's shell would run it, with a home of its own and free ports. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { identify } from '../../src/process/process-identity.ts'
import type { RunFile } from '../../src/process/run-file.ts'
import type { CliRun } from './cli.ts'

export interface ClpWorld {
  readonly home: string
  /** Runs a command to its end. */
  readonly run: (argv: readonly string[], options?: RunOptions) => Promise<CliRun>
  /** Starts a command and does not wait. */
  readonly spawn: (argv: readonly string[], options?: RunOptions) => ChildProcess
  /** Ends guardian and daemon as a crash of the machine would, without a word. Resolves when both are gone. */
  readonly crash: () => Promise<void>
  /** The run file of the daemon. Throws when there is none. */
  readonly runFile: () => RunFile
  /** Where a service of the running daemon listens. */
  readonly address: (service: string) => string
  /** Kills what still runs and removes the home. */
  readonly end: () => void
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>
  readonly input?: string
  /** What a shell is told before it runs the command, for example `ulimit -n 256`. */
  readonly shell?: string
}

export const CLP_MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

export const createClpWorld = (): ClpWorld => {
  const root = mkdtempSync(join(tmpdir(), 'clp-e2e-'))
  const home = join(root, 'home')
  const pidFile = join(home, 'run', 'clp.pid')
  const children: ChildProcess[] = []

  const start = (argv: readonly string[], { environment = {}, shell }: RunOptions = {}): ChildProcess => {
    const line = [process.execPath, CLP_MAIN, ...argv]
    const [program = '', ...args] = shell === undefined ? line : ['sh', '-c', `${shell}; exec "$@"`, 'sh', ...line]
    const child = spawn(program, args, { env: environmentFor(home, environment) })
    children.push(child)
    return child
  }
  const runFile = (): RunFile => JSON.parse(readFileSync(pidFile, 'utf8')) as RunFile
  return {
    home,
    spawn: start,
    run: (argv, options = {}) =>
      new Promise((resolve, reject) => {
        const child = start(argv, options)
        const out = textOf(child.stdout)
        const err = textOf(child.stderr)
        child.once('error', reject)
        child.once('close', (code) => resolve({ code: code ?? -1, out: out(), err: err() }))
        child.stdin?.end(options.input ?? '')
      }),
    crash: async () => {
      const pids = ['guardian.json', 'clp.pid'].map((file) => pidIn(join(home, 'run', file)))
      pids.forEach(endProcess)
      while ((await Promise.all(pids.map((pid) => identify(pid)))).some((one) => one !== undefined)) await pause(20)
    },
    runFile,
    address: (service) => runFile().addresses.services.find(({ id }) => id === service)?.address ?? '',
    end: () => {
      for (const child of children) child.kill('SIGKILL')
      // The guardian first: it would start the daemon again.
      for (const file of ['guardian.json', 'clp.pid', ...drainingNotes(home)])
        endProcess(pidIn(join(home, 'run', file)))
      removeLate(root)
    },
  }
}

/** A process that is ending may still write what Node compiled for it, which is no failure of a test. */
const removeLate = (root: string): void => {
  try {
    rmSync(root, { recursive: true, force: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error
  }
}

const environmentFor = (home: string, more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: home,
  CLP_HOME: home,
  CLP_LANG: 'en',
  CLP_CLAUDE_PORT: '0',
  CLP_CODEX_PORT: '0',
  CLP_UI_PORT: '0',
  ...more,
})

const textOf = (stream: NodeJS.ReadableStream | null): (() => string) => {
  const chunks: Buffer[] = []
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString('utf8')
}

const drainingNotes = (home: string): readonly string[] => {
  const folder = join(home, 'run', 'leaving')
  return existsSync(folder) ? readdirSync(folder).map((name) => join('leaving', name)) : []
}

/** The PID that a file of the run folder names; 0 when there is none. */
const pidIn = (file: string): number => {
  try {
    return Number(JSON.parse(readFileSync(file, 'utf8')).pid) || 0
  } catch {
    return 0
  }
}

/** Only a process that this test started can stand in the run folder, unless the test put its own child there. */
const endProcess = (pid: number): void => {
  if (pid === 0 || pid === process.pid) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
