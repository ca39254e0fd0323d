/** `clp start`: in the background. */
import { type CommandPart, examples } from '../../context/command.ts'

export const start = {
  name: 'start',
  group: 'daemon',
  define: (command, cli) => {
    const { daemon, help } = cli.messages
    command.description(daemon.start.about).option('--json', help.json)
    examples(command, cli, ['clp start', 'CLP_HOME=/srv/clp CLP_UI_PORT=8300 clp start'])
    command.action(async (options: { json?: boolean }) => {
      const { startDaemon } = await import('../../daemon/start-daemon.ts')
      await startDaemon(cli, options)
    })
  },
} as const satisfies CommandPart
