/** `clp env`: the lines for a shell that point a client at CLP, for those who want no file changed. */
import { type CommandPart, examples, serviceArgument } from '../../context/command.ts'

export const env = {
  name: 'env',
  group: 'clients',
  define: (command, cli) => {
    const { clients, help } = cli.messages
    command
      .description(clients.env.about)
      .argument(...serviceArgument(cli))
      .option('--shell <shell>', clients.options.shell)
      .option('--address <url>', clients.options.address)
      .option('--token <token>', clients.options.token)
      .option('--json', help.json)
    examples(command, cli, ['clp env {service}', 'clp env {service} --shell fish'])
    command.action(async (service: string, options) => {
      await (await import('../../clients/client-shell.ts')).showShellLines(cli, service, options)
    })
  },
} as const satisfies CommandPart
