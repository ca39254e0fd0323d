/** `clp quota`: how much of their plans and limits the upstreams say is used. */
import { type CommandPart, examples } from '../../context/command.ts'

export const quota = {
  name: 'quota',
  group: 'upstreams',
  define: (command, cli) => {
    command.description(cli.messages.quota.about).option('--json', cli.messages.help.json)
    examples(command, cli, ['clp quota', 'clp quota --json'])
    command.action(async (options) => {
      const { showQuota } = await import('../../upstreams/show-quota.ts')
      await showQuota(cli, options)
    })
  },
} as const satisfies CommandPart
