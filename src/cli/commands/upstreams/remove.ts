/** `clp remove`: deletes an upstream for good. */
import { type CommandPart, examples, serviceArgument } from '../../context/command.ts'

export const remove = {
  name: 'remove',
  group: 'upstreams',
  define: (command, cli) => {
    const { upstreams } = cli.messages
    command
      .description(upstreams.remove.about)
      .argument(...serviceArgument(cli))
      .argument('<name>', upstreams.name)
      .option('-y, --yes', cli.messages.confirm.yes)
    examples(command, cli, ['clp remove {service} work', 'clp remove {service} work --yes'])
    command.action(async (service: string, name: string, options: { readonly yes?: boolean }) => {
      const moves = await import('../../upstreams/upstream-moves.ts')
      await moves.remove(cli, service, { name, saidYes: options.yes === true })
    })
  },
} as const satisfies CommandPart
