/** `clp stop`: lets running requests finish, then ends the daemon. */
import { type CommandPart, examples, wrongValue } from '../../context/command.ts'
import { CliError, EXIT } from '../../context/exit.ts'
import { fill } from '../../messages/fill.ts'

export const stop = {
  name: 'stop',
  group: 'daemon',
  define: (command, cli) => {
    const { daemon, help } = cli.messages
    command
      .description(daemon.stop.about)
      .option('--timeout <seconds>', daemon.stop.timeout)
      .option('--json', help.json)
    examples(command, cli, ['clp stop', 'clp stop --timeout 60'])
    command.action(async (options: { timeout?: string; json?: boolean }) => {
      const { stopDaemon, readStopSeconds } = await import('../../daemon/stop-daemon.ts')
      const seconds =
        readStopSeconds(options.timeout) ??
        wrongValue(cli, '--timeout', options.timeout ?? '', daemon.stop.timeoutExpected)
      const result = await stopDaemon(cli, seconds)
      if (result.kind === 'not-running') throw new CliError(daemon.stop.notRunning, EXIT.notRunning)
      if (options.json) cli.print.json({ pid: result.pid, forced: result.forced })
      else cli.print.line(fill(result.forced ? daemon.stop.forced : daemon.stop.stopped, { pid: result.pid }))
    })
  },
} as const satisfies CommandPart
