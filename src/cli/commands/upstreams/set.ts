/** `clp set`: changes fields of an upstream. */
import { type CommandPart, examples, serviceArgument } from '../../context/command.ts'

export const set = {
  name: 'set',
  group: 'upstreams',
  define: (command, cli) => {
    const { upstreams } = cli.messages
    command
      .description(upstreams.set.about)
      .argument(...serviceArgument(cli))
      .argument('<name>', upstreams.name)
      .option('--base-url <url>', upstreams.baseUrl)
      .option('--auth-token <token>', upstreams.authToken)
      .option('--no-auth-token', upstreams.set.noAuthToken)
      .option('--api-key <key>', upstreams.apiKey)
      .option('--no-api-key', upstreams.set.noApiKey)
      .option('--weight <number>', upstreams.weight)
      .option('--redirects <rule>', upstreams.redirects)
      .option('--protocol <protocol>', upstreams.protocol)
      .option('--no-protocol', upstreams.set.noProtocol)
    examples(command, cli, [
      'clp set {service} work --weight 10',
      'clp set {service} work --api-key - < key.txt',
      'clp set {service} relay --auth-token - --no-api-key < token.txt',
    ])
    command.action(async (service: string, name: string, options) => {
      const { setNamed } = await import('../../upstreams/upstream-commands.ts')
      await setNamed(cli, service, name, options)
    })
  },
} as const satisfies CommandPart
