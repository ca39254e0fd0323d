/** `clp env`: the lines for a shell that point a client at CLP, for those who want no file changed. */
import { clientArgument } from '../../clients/client-argument.ts'
import { type CommandPart, examples } from '../../context/command.ts'

export const env = {
  name: 'env',
  group: 'clients',
  define: (command, cli) => {
    const { clients, help } = cli.messages
    command
      .description(clients.env.about)
      .argument(...clientArgument(cli))
      .option('--shell <shell>', clients.options.shell)
      .option('--address <url>', clients.options.address)
      .option('--token <token>', clients.options.token)
      .option('--json', help.json)
    examples(command, cli, ['clp env {service}', 'clp env {service} --shell fish'])
    command.action(async (client: string, options) => {
      await (await import('../../clients/client-shell.ts')).showShellLines(cli, client, options)
    })
  },
} as const satisfies CommandPart
