/** `clp run`: the daemon itself, in the foreground. The supervisor that `clp start` leaves behind runs this very command. */
import { type CommandPart, examples } from '../../context/command.ts'
import { fill } from '../../messages/fill.ts'

export const run = {
  name: 'run',
  group: 'daemon',
  define: (command, cli) => {
    const { daemon } = cli.messages
    command.description(daemon.run.about)
    examples(command, cli, ['clp run', 'CLP_PROXY_HOST=0.0.0.0 CLP_UI_HOST=0.0.0.0 clp run'])
    command.action(async () => {
      const { checkLimits, checkOwnFlags } = await import('../../daemon/check-limits.ts')
      checkLimits(cli)
      checkOwnFlags(cli)
      const { runDaemon } = await import('../../../daemon/run.ts')
      try {
        await runDaemon({
          home: cli.home,
          environment: cli.environment,
          onReady: async (addresses) => {
            const { showNextSteps } = await import('../../daemon/next-steps.ts')
            cli.print.line(fill(daemon.run.ready, { pid: process.pid }))
            await showNextSteps(cli, addresses)
          },
        })
      } catch (error) {
        const [{ startError }, { reasonOf }] = await Promise.all([
          import('../../daemon/start-error.ts'),
          import('../../../process/start-failure.ts'),
        ])
        throw await startError(cli, reasonOf(error))
      }
    })
  },
} as const satisfies CommandPart
