/** `clp add`: a new upstream. */
import { type CommandPart, examples, serviceArgument } from '../../context/command.ts'

export const add = {
  name: 'add',
  group: 'upstreams',
  define: (command, cli) => {
    const { upstreams } = cli.messages
    command
      .description(upstreams.add.about)
      .argument(...serviceArgument(cli))
      .argument('<name>', upstreams.name)
      .requiredOption('--base-url <url>', upstreams.baseUrl)
      .option('--auth-token <token>', upstreams.authToken)
      .option('--api-key <key>', upstreams.apiKey)
      .option('--weight <number>', upstreams.weight)
      .option('--redirects <rule>', upstreams.redirects)
      .option('--protocol <protocol>', upstreams.protocol)
      .option('--active', upstreams.add.activate)
    examples(command, cli, [
      'clp add {service} work --base-url https://api.anthropic.com --api-key - --active < key.txt',
      'clp add {service} relay --base-url https://relay.example.com --auth-token - --weight 10',
      'clp add {service} login --base-url https://api.anthropic.com',
      'clp add {service} deepseek --base-url https://api.deepseek.com --auth-token - --protocol chat < key.txt',
    ])
    command.action(async (service: string, name: string, options) => {
      const { addNamed } = await import('../../upstreams/upstream-commands.ts')
      await addNamed(cli, service, name, options)
    })
  },
} as const satisfies CommandPart
