/** `clp exec`: runs a client that goes through CLP this one time. */
import { clientArgument } from '../../clients/client-argument.ts'
import { type CommandPart, examples } from '../../context/command.ts'

export const exec = {
  name: 'exec',
  group: 'clients',
  define: (command, cli) => {
    const { clients } = cli.messages
    command
      .description(clients.exec.about)
      .argument(...clientArgument(cli))
      .argument('[arguments...]', clients.exec.args)
      .option('--address <url>', clients.options.address)
      .option('--token <token>', clients.options.token)
    examples(command, cli, ['clp exec {service}', 'clp exec {service} -- --version'])
    command.action(async (client: string, args: readonly string[], options) => {
      await (await import('../../clients/exec-client.ts')).execClient(cli, client, { ...options, args })
    })
  },
} as const satisfies CommandPart
