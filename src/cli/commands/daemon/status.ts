/** `clp status`: how everything is, also while CLP does not run (exit code 3). */
import { type CommandPart, examples } from '../../context/command.ts'

export const status = {
  name: 'status',
  group: 'daemon',
  define: (command, cli) => {
    const { daemon, help } = cli.messages
    command.description(daemon.status.about).option('--json', help.json)
    examples(command, cli, ['clp status', 'clp status --json'])
    command.action(async (options: { json?: boolean }) => {
      const { showStatus } = await import('../../daemon/show-status.ts')
      cli.end(await showStatus(cli, options.json ?? false))
    })
  },
} as const satisfies CommandPart
