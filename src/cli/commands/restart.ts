/** `clp restart`: stop, if it runs, and start. */
import { type CommandPart, examples, wrongValue } from '../command.ts'
import { fill } from '../messages/fill.ts'

export const restart = {
  name: 'restart',
  group: 'daemon',
  define: (command, cli) => {
    const { daemon, help } = cli.messages
    command
      .description(daemon.restart.about)
      .option('--timeout <seconds>', daemon.stop.timeout)
      .option('--json', help.json)
    examples(command, cli, ['clp restart', 'clp restart --timeout 0'])
    command.action(async (options: { timeout?: string; json?: boolean }) => {
      const { stopDaemon, readStopSeconds } = await import('../stop-daemon.ts')
      const seconds =
        readStopSeconds(options.timeout) ??
        wrongValue(cli, '--timeout', options.timeout ?? '', daemon.stop.timeoutExpected)
      const result = await stopDaemon(cli, seconds)
      if (result.kind === 'stopped' && !options.json) {
        cli.print.line(fill(result.forced ? daemon.stop.forced : daemon.stop.stopped, { pid: result.pid }))
      }
      const { startDaemon } = await import('../start-daemon.ts')
      await startDaemon(cli, options)
    })
  },
} as const satisfies CommandPart
