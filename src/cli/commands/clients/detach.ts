/** `clp detach`: takes back what `clp attach` changed in a client's file. */
import { clientArgument } from '../../clients/client-argument.ts'
import { type CommandPart, examples } from '../../context/command.ts'

export const detach = {
  name: 'detach',
  group: 'clients',
  define: (command, cli) => {
    const { clients, help } = cli.messages
    command
      .description(clients.detach.about)
      .argument(...clientArgument(cli))
      .option('--dry-run', clients.options.dryRun)
      .option('-y, --yes', cli.messages.confirm.yes)
      .option('--json', help.json)
    examples(command, cli, ['clp detach {service}', 'clp detach {service} --yes'])
    command.action(async (client: string, options) => {
      await (await import('../../clients/attach-client.ts')).detachClient(cli, client, options)
    })
  },
} as const satisfies CommandPart
