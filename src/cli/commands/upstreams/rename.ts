/** `clp rename`: another name for an upstream, everywhere. */
import { type CommandPart, examples, serviceArgument } from '../../context/command.ts'

export const rename = {
  name: 'rename',
  group: 'upstreams',
  define: (command, cli) => {
    const { upstreams } = cli.messages
    command
      .description(upstreams.rename.about)
      .argument(...serviceArgument(cli))
      .argument('<name>', upstreams.name)
      .argument('<new-name>', upstreams.rename.to)
    examples(command, cli, ['clp rename {service} work office'])
    command.action(async (service: string, from: string, to: string) => {
      const moves = await import('../../upstreams/upstream-moves.ts')
      await moves.rename(cli, service, from, to)
    })
  },
} as const satisfies CommandPart
