/** `clp enable`: takes a disabled upstream back. */
import { type CommandPart, examples, serviceArgument } from '../../context/command.ts'

export const enable = {
  name: 'enable',
  group: 'upstreams',
  define: (command, cli) => {
    const { upstreams } = cli.messages
    command
      .description(upstreams.enable.about)
      .argument(...serviceArgument(cli))
      .argument('<name>', upstreams.name)
    examples(command, cli, ['clp enable {service} work'])
    command.action(async (service: string, name: string) => {
      const { enable: act } = await import('../../upstreams/upstream-commands.ts')
      await act(cli, service, name)
    })
  },
} as const satisfies CommandPart
