/** `clp attach`: points a client at CLP by the smallest change in the client's own file. */
import { clientArgument } from '../../clients/client-argument.ts'
import { type CommandPart, examples } from '../../context/command.ts'

export const attach = {
  name: 'attach',
  group: 'clients',
  define: (command, cli) => {
    const { clients, help } = cli.messages
    const [, clientsHelp] = clientArgument(cli)
    command
      .description(clients.attach.about)
      .argument('[client]', clientsHelp)
      .option('--status', clients.options.status)
      .option('--dry-run', clients.options.dryRun)
      .option('-y, --yes', cli.messages.confirm.yes)
      .option('--address <url>', clients.options.address)
      .option('--token <token>', clients.options.token)
      .option('--limits', clients.options.limits)
      .option('--json', help.json)
    examples(command, cli, [
      'clp attach {service}',
      'clp attach {service} --dry-run',
      'clp attach --status',
      'clp attach {service} --address https://clp.example.com --token - --yes',
    ])
    command.action(async (client: string | undefined, options) => {
      if (options.status === true)
        return (await import('../../clients/attach-status.ts')).showAttachStatus(cli, options)
      await (await import('../../clients/attach-client.ts')).attachClient(cli, client, options)
    })
  },
} as const satisfies CommandPart
