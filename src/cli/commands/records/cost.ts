/** `clp cost`: what it cost, day by day. */
import { type CommandPart, examples } from '../../context/command.ts'

export const cost = {
  name: 'cost',
  group: 'records',
  define: (command, cli) => {
    const { records, help } = cli.messages
    command
      .description(records.cost.about)
      .option('--by <groups>', records.cost.by)
      .option('--since <time>', records.cost.since)
      .option('--until <time>', records.logs.until)
      .option('--service <service>', records.logs.service)
      .option('--upstream <name>', records.logs.upstream)
      .option('--model <model>', records.logs.model)
      .option('--token <name>', records.logs.token)
      .option('--json', help.json)
    examples(command, cli, ['clp cost', 'clp cost --by model --since 7d', 'clp cost --by owner --json'])
    command.action(async (options) => {
      const { showCost } = await import('../../records/show-cost.ts')
      await showCost(cli, options)
    })
  },
} as const satisfies CommandPart
