/** `clp disable`: puts an upstream away. */
import { type CommandPart, examples, serviceArgument } from '../../context/command.ts'

export const disable = {
  name: 'disable',
  group: 'upstreams',
  define: (command, cli) => {
    const { upstreams } = cli.messages
    command
      .description(upstreams.disable.about)
      .argument(...serviceArgument(cli))
      .argument('<name>', upstreams.name)
    examples(command, cli, ['clp disable {service} work'])
    command.action(async (service: string, name: string) => {
      const { disable: act } = await import('../../upstreams/upstream-commands.ts')
      await act(cli, service, name)
    })
  },
} as const satisfies CommandPart
