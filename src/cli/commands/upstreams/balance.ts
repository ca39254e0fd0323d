/** `clp balance`: what is left at upstreams whose entries say how to ask for it. */
import { type CommandPart, examples } from '../../context/command.ts'

export const balance = {
  name: 'balance',
  group: 'upstreams',
  define: (command, cli) => {
    const { quota, help, records } = cli.messages
    command
      .description(quota.balance.about)
      .argument('[upstream]', quota.balance.upstream)
      .option('--service <service>', records.logs.service)
      .option('--refresh', quota.balance.refresh)
      .option('--json', help.json)
    examples(command, cli, ['clp balance', 'clp balance relay --refresh'])
    command.action(async (upstream: string | undefined, options) => {
      const { showBalance } = await import('../../upstreams/show-balance.ts')
      await showBalance(cli, upstream, options)
    })
  },
} as const satisfies CommandPart
