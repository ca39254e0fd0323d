/** `clp list`: the upstreams of a service. */
import { type CommandPart, examples, serviceArgument } from '../../context/command.ts'

export const list = {
  name: 'list',
  group: 'upstreams',
  define: (command, cli) => {
    const { upstreams, help } = cli.messages
    command
      .description(upstreams.list.about)
      .argument(...serviceArgument(cli))
      .option('--include-deleted', upstreams.list.includeDeleted)
      .option('--json', help.json)
    examples(command, cli, ['clp list {service}', 'clp list {service} --include-deleted --json'])
    command.action(async (service: string, options) => {
      const { listUpstreams } = await import('../../upstreams/list-upstreams.ts')
      await listUpstreams(cli, service, options)
    })
  },
} as const satisfies CommandPart
