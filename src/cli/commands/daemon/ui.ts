/** `clp ui`: opens the web UI. */
import { type CommandPart, examples } from '../../context/command.ts'
import { CliError, EXIT } from '../../context/exit.ts'
import { fill } from '../../messages/fill.ts'

export const ui = {
  name: 'ui',
  group: 'daemon',
  define: (command, cli) => {
    const { daemon } = cli.messages
    command.description(daemon.ui.about).option('--print', daemon.ui.print)
    examples(command, cli, ['clp ui', 'clp ui --print'])
    command.action(async (options: { print?: boolean }) => {
      const { needDaemon } = await import('../../api/api-client.ts')
      const address = (await needDaemon(cli)).run.addresses.ui
      if (options.print) {
        cli.print.line(address)
        return
      }
      const { openBrowser } = await import('../../terminal/open-browser.ts')
      if (!(await openBrowser(address, cli.environment))) {
        throw new CliError(fill(daemon.ui.cannotOpen, { address }), EXIT.failed)
      }
      cli.print.line(fill(daemon.ui.opening, { address }))
    })
  },
} as const satisfies CommandPart
