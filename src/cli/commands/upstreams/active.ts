/** `clp active`: switches a service to another upstream. */
import { type CommandPart, examples, serviceArgument } from '../../context/command.ts'

export const active = {
  name: 'active',
  group: 'upstreams',
  define: (command, cli) => {
    const { upstreams } = cli.messages
    command
      .description(upstreams.active.about)
      .argument(...serviceArgument(cli))
      .argument('<name>', upstreams.name)
    examples(command, cli, ['clp active {service} work'])
    command.action(async (service: string, name: string) => {
      const { activate: act } = await import('../../upstreams/upstream-commands.ts')
      await act(cli, service, name)
    })
  },
} as const satisfies CommandPart
