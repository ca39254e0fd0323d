/** `clp drain`: takes this daemon out of a balancer before it ends. */
import { type CommandPart, examples, wrongValue } from '../../context/command.ts'
import { CliError, EXIT } from '../../context/exit.ts'
import { fill } from '../../messages/fill.ts'

/** Longest that may be asked for, in seconds. */
const LONGEST_SECONDS = 3600

export const drain = {
  name: 'drain',
  group: 'daemon',
  define: (command, cli) => {
    const { daemon, help } = cli.messages
    command
      .description(daemon.drain.about)
      .option('--delay <seconds>', daemon.drain.delay)
      .option('--timeout <seconds>', daemon.drain.timeout)
      .option('--json', help.json)
    // The examples close the help of every command.
    command.addHelpText('after', `\n${daemon.drain.more}`)
    examples(command, cli, ['clp drain', 'clp drain --delay 10 --timeout 300'])
    command.action(async (options: { delay?: string; timeout?: string; json?: boolean }) => {
      const { readStopSeconds } = await import('../../daemon/stop-daemon.ts')
      const { drainDaemon } = await import('../../daemon/drain-daemon.ts')
      const secondsIn = (name: 'delay' | 'timeout'): number | undefined => {
        const text = options[name]
        if (text === undefined) return undefined
        return (
          readStopSeconds(text, { longest: LONGEST_SECONDS }) ??
          wrongValue(cli, `--${name}`, text, daemon.restart.timeoutExpected)
        )
      }
      const pid = await drainDaemon(cli, { delay: secondsIn('delay'), timeout: secondsIn('timeout') })
      if (pid === undefined) throw new CliError(daemon.stop.notRunning, EXIT.notRunning)
      if (options.json) cli.print.json({ pid })
      else cli.print.line(fill(daemon.stop.stopped, { pid }))
    })
  },
} as const satisfies CommandPart
