/** Runs one command line from arguments to exit code. Everything it touches is an argument, so that a test can run it. */
import type { Readable } from 'node:stream'
import { CommanderError } from 'commander'
import { type Clock, systemClock } from '../contract/clock.ts'
import type { Environment } from '../process/options.ts'
import type { ClientService } from '../proxy/exchange/service.ts'
import type { Cli } from './context/cli.ts'
import { CliError, EXIT, type ExitCode } from './context/exit.ts'
import { homeOf } from './context/home-of.ts'
import { languageFrom, messagesFor } from './context/language.ts'
import { fill } from './messages/fill.ts'
import { createPrint, type Output } from './output/print.ts'
import { createProgram } from './program.ts'

export interface CliSurroundings {
  /** Without the names of the runtime and the script. */
  readonly argv: readonly string[]
  readonly environment: Environment
  readonly stdin: Readable
  readonly stdout: Output
  readonly stderr: Output
  readonly clock?: Clock
}

/** Never throws: whatever goes wrong becomes a sentence on standard error and an exit code. */
export const runCli = async (surroundings: CliSurroundings): Promise<number> => {
  let code: number = EXIT.done
  const cli = await cliOf(surroundings, (told) => {
    code = told
  })
  const { argv } = surroundings
  const program = createProgram(cli)
  if (argv.length === 0) {
    program.outputHelp()
    return EXIT.done
  }
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    return endWith(cli, error)
  }
}

const cliOf = async (surroundings: CliSurroundings, end: Cli['end']): Promise<Cli> => {
  const { environment, stdin, stdout, stderr, argv } = surroundings
  const language = languageFrom(environment)
  const home = homeOf(environment)
  return {
    language,
    messages: await messagesFor(language),
    print: createPrint(stdout, stderr),
    environment,
    home,
    clock: surroundings.clock ?? systemClock,
    stdin,
    end,
    shelf: loadShelf,
    services: async () => {
      const { servicesInUse } = await import('../daemon/assembly/services-in-use.ts')
      return servicesInUse(await loadShelf(), { home, environment })
    },
    serviceIds: wantsHelpOfCommand(argv) ? (await loadShelf()).map((service) => service.id) : [],
  }
}

/** The shelf of services comes with everything they are made of, so it is loaded only when it is needed. */
const loadShelf = async (): Promise<readonly ClientService[]> => (await import('../proxy/services/index.ts')).services

const wantsHelpOfCommand = (argv: readonly string[]): boolean =>
  argv.length > 1 && argv.some((argument) => argument === '-h' || argument === '--help' || argument === 'help')

const endWith = async (cli: Cli, error: unknown): Promise<ExitCode> => {
  if (error instanceof CommanderError) return usageCode(error)
  if (error instanceof CliError) {
    cli.print.note(fill(cli.messages.errors.error, { message: error.message }))
    for (const hint of error.hints) cli.print.note(hint)
    return error.exitCode
  }
  const message = error instanceof Error ? error.message : String(error)
  cli.print.note(fill(cli.messages.errors.error, { message }))
  if (cli.environment['CLP_LOG_LEVEL'] === 'debug' && error instanceof Error) cli.print.note(error.stack ?? '')
  return EXIT.failed
}

/** Help and version are what was asked for; everything else commander throws is wrong usage and has been printed. */
const usageCode = (error: CommanderError): ExitCode => (error.exitCode === 0 ? EXIT.done : EXIT.usage)
