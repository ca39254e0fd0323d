/** What `clp exec` does: runs a client with CLP set for that one process, and ends as it ends. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { ReadStream } from 'node:tty'
import { unwantedVariables } from '../../setup/attach/override.ts'
import { systemReason } from '../../store/files/document-file.ts'
import type { Cli } from '../context/cli.ts'
import { CliError } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { contrary, processOnce, type Target, type TargetOptions, targetOf } from './client-target.ts'

export interface ExecOptions extends TargetOptions {
  /** For the client. */
  readonly args: readonly string[]
}

/** What shells report for a program that was ended by a signal: this and the number of the signal. */
const SIGNALLED = 128

export const execClient = async (cli: Cli, name: string, options: ExecOptions): Promise<void> => {
  const target = await targetOf(cli, name, options)
  const { setup, file } = target
  const address = contrary(target)
  if (address !== undefined) {
    const values = { file, client: setup.name, address, service: setup.id }
    throw new CliError(fill(cli.messages.clients.exec.fileWins, values))
  }
  const { variables, args } = await processOnce(cli, target)
  const environment = { ...without(cli.environment, unwantedVariables(setup, target.client)), ...variables }
  cli.end(await run(cli, target, { args: [...args, ...options.args], environment }))
}

interface Call {
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Signals that are meant for the client. One typed at a terminal reaches it by itself, as it stands in the same group. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const
const TYPED: ReadonlySet<string> = new Set(['SIGINT', 'SIGQUIT'])

const run = (cli: Cli, { setup }: Target, { args, environment }: Call): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(setup.program, args, { env: { ...environment }, stdio: 'inherit' })
    const typed = (cli.stdin as Partial<ReadStream>).isTTY === true
    const forward = (signal: NodeJS.Signals): void => {
      if (!(typed && TYPED.has(signal))) child.kill(signal)
    }
    for (const signal of SIGNALS) process.on(signal, forward)
    const settle = (): void => {
      for (const signal of SIGNALS) process.off(signal, forward)
    }
    child.once('error', (error: NodeJS.ErrnoException) => {
      settle()
      reject(cannotRun(cli, setup.program, error))
    })
    child.once('exit', (code, signal) => {
      settle()
      resolve(code ?? SIGNALLED + (signal === null ? 0 : constants.signals[signal]))
    })
  })

const cannotRun = (cli: Cli, program: string, error: NodeJS.ErrnoException): CliError => {
  const texts = cli.messages.clients.exec
  const text = error.code === 'ENOENT' ? texts.notFound : texts.cannotRun
  return new CliError(fill(text, { program, reason: systemReason(error) }))
}

const without = (environment: Cli['environment'], names: readonly string[]): Cli['environment'] =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)))
