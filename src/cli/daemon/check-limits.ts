/** Refuses to start CLP where the system leaves it no room to live, in words; Node itself would only end, at a moment of its own choice. */
import { type ProcessLimits, readProcessLimits } from '../../process/process-limits.ts'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'

/** Files that CLP has open before its first request, and some for requests. */
const LEAST_FILES = 128
/** With fewer it runs, for few clients at once. */
const ENOUGH_FILES = 1024
const MAJOR = Number.parseInt(process.versions.node, 10)
/** V8 reserves address space that it never uses, for each thread: that of Node 22 came up with 6 GB and not with 4, that of Node 20 with 2. */
const LEAST_ADDRESS_SPACE = (MAJOR >= 22 ? 5.5 : 2) * 2 ** 30
const WASM_FLAG = '--disable-wasm-trap-handler'

/** Throws `CliError` where CLP cannot live. */
export const checkLimits = (cli: Pick<Cli, 'messages'>, limits: ProcessLimits = readProcessLimits()): void => {
  const { start } = cli.messages.daemon
  const { openFiles, addressSpace } = limits
  if (openFiles !== undefined && openFiles < LEAST_FILES) {
    throw failed(fill(start.fewFiles, { count: openFiles, least: LEAST_FILES }), start.fewFilesAdvice)
  }
  if (addressSpace !== undefined && addressSpace < LEAST_ADDRESS_SPACE) {
    const megabytes = { count: Math.floor(addressSpace / 2 ** 20), least: LEAST_ADDRESS_SPACE / 2 ** 20 }
    throw failed(fill(start.littleSpace, megabytes), start.littleSpaceAdvice)
  }
}

/**
 * For a daemon that is this very process: where address space is limited at all, Node has to have been told to reserve less of it for
 * WebAssembly (10 GB for each memory). The supervisor tells the daemons that it starts.
 */
export const checkOwnFlags = (
  cli: Pick<Cli, 'messages' | 'environment'>,
  { addressSpace }: ProcessLimits = readProcessLimits(),
  flags: readonly string[] = process.execArgv,
): void => {
  if (addressSpace === undefined || flags.includes(WASM_FLAG)) return
  if (cli.environment['NODE_OPTIONS']?.includes(WASM_FLAG)) return
  const { start } = cli.messages.daemon
  throw failed(start.limitedSpace, fill(start.limitedSpaceAdvice, { flag: WASM_FLAG }))
}

/** From this release of Node on its own client of HTTP, too, wants that memory, and ends a command without a word where it is not to be had. */
const FETCH_RESERVES = 22

/** For a command that asks the daemon. */
export const checkOwnFetch = (cli: Pick<Cli, 'messages' | 'environment'>): void => {
  if (MAJOR >= FETCH_RESERVES) checkOwnFlags(cli)
}

/** What a person should know though CLP runs. */
export const showLimits = (
  { print, messages }: Pick<Cli, 'print' | 'messages'>,
  { openFiles }: ProcessLimits = readProcessLimits(),
): void => {
  if (openFiles === undefined || openFiles >= ENOUGH_FILES) return
  print.line()
  print.line(fill(messages.daemon.start.someFiles, { count: openFiles }))
  print.line(`  ${messages.daemon.start.fewFilesAdvice}`)
}

const failed = (message: string, advice: string): CliError => new CliError(message, EXIT.failed, { hints: [advice] })
