/** The shape of a command on the shelf, and the helpers that commands share. */
import type { Command } from 'commander'
import type { ClientService } from '../../proxy/exchange/service.ts'
import { fill } from '../messages/fill.ts'
import type { Cli } from './cli.ts'
import { CliError, EXIT } from './exit.ts'

/** One command with its sub-commands. */
export interface CommandPart {
  readonly name: string
  /** Which heading of `clp --help` it stands under. */
  readonly group: 'daemon' | 'clients' | 'upstreams' | 'rules' | 'access' | 'records' | 'machine'
  /** Describes the command; what it does is loaded when it runs. */
  readonly define: (command: Command, cli: Cli) => void
}

/** Lines below the help of a command. `{service}` stands for the first service there is. */
export const examples = (command: Command, cli: Cli, lines: readonly string[]): void => {
  const service = cli.serviceIds[0] ?? '<service>'
  const shown = lines.map((line) => `  ${line.replaceAll('{service}', service)}`)
  command.addHelpText('after', `\n${cli.messages.help.examples}\n${shown.join('\n')}`)
}

/** The `<service>` argument, with the services there are. */
export const serviceArgument = (cli: Cli): readonly [string, string] => [
  '<service>',
  cli.serviceIds.length === 0
    ? cli.messages.help.service
    : fill(cli.messages.help.serviceOf, { services: cli.serviceIds.join(', ') }),
]

/** The service as it is on the shelf. Throws a usage error that names the choices. */
export const knownService = async (cli: Cli, given: string): Promise<ClientService> => {
  const all = await cli.shelf()
  const known = all.find((service) => service.id === given)
  if (known !== undefined) return known
  const services = all.map((service) => service.id).join(', ')
  throw new CliError(fill(cli.messages.errors.unknownService, { service: given, services }), EXIT.usage)
}

/** Throws a usage error: the value given for `what` cannot be used. */
export const wrongValue = (cli: Cli, what: string, value: string, expected: string): never => {
  throw new CliError(fill(cli.messages.errors.wrongValue, { what, value, expected }), EXIT.usage)
}
