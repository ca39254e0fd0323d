/** `clp test`: asks one upstream a small question, to see whether it answers. */
import { type CommandPart, examples, serviceArgument } from '../../context/command.ts'

export const test = {
  name: 'test',
  group: 'upstreams',
  define: (command, cli) => {
    const { upstreams, help } = cli.messages
    command
      .description(upstreams.test.about)
      .argument(...serviceArgument(cli))
      .argument('<name>', upstreams.name)
      .option('--model <model>', upstreams.test.model)
      .option('--json', help.json)
    examples(command, cli, ['clp test {service} work', 'clp test {service} work --model small-model --json'])
    command.action(async (service: string, name: string, options) => {
      const { testUpstream } = await import('../../upstreams/test-upstream.ts')
      await testUpstream(cli, service, name, options)
    })
  },
} as const satisfies CommandPart
