/** `clp demo`: shows CLP at work without keys, network, or a word in the person's own home. */
import { type CommandPart, examples } from '../../context/command.ts'

export const demo = {
  name: 'demo',
  group: 'daemon',
  define: (command, cli) => {
    const { about, noOpen } = cli.messages.demo
    command.description(about).option('--no-open', noOpen)
    examples(command, cli, ['clp demo', 'clp demo --no-open'])
    command.action(async ({ open }: { open: boolean }) => {
      const { runDemo } = await import('../../demo/run-demo.ts')
      await runDemo(cli, { open })
    })
  },
} as const satisfies CommandPart
