/** `clp restart`: another daemon takes over, and the former one finishes its requests. */
import { type CommandPart, examples, wrongValue } from '../../context/command.ts'

export const restart = {
  name: 'restart',
  group: 'daemon',
  define: (command, cli) => {
    const { daemon, help } = cli.messages
    command
      .description(daemon.restart.about)
      .option('--timeout <seconds>', daemon.restart.timeout)
      .option('--json', help.json)
    // The examples close the help of every command.
    command.addHelpText('after', `\n${daemon.restart.more}`)
    examples(command, cli, ['clp restart', 'clp restart --timeout 60'])
    command.action(async (options: { timeout?: string; json?: boolean }) => {
      const [{ restartDaemon, LONGEST_FINISH_SECONDS }, { readStopSeconds }] = await Promise.all([
        import('../../daemon/restart-daemon.ts'),
        import('../../daemon/stop-daemon.ts'),
      ])
      const seconds =
        options.timeout === undefined
          ? undefined
          : (readStopSeconds(options.timeout, { longest: LONGEST_FINISH_SECONDS }) ??
            wrongValue(cli, '--timeout', options.timeout, daemon.restart.timeoutExpected))
      await restartDaemon(cli, { seconds, json: options.json ?? false })
    })
  },
} as const satisfies CommandPart
