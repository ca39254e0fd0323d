/** `clp usage`: what it cost. */
import type { Command } from 'commander'
import type { Cli } from '../../context/cli.ts'
import { type CommandPart, examples } from '../../context/command.ts'

export const usage = {
  name: 'usage',
  group: 'records',
  define: (command, cli) => {
    const { records, help } = cli.messages
    command
      .description(records.usage.about)
      .option('--by <groups>', records.usage.by)
      .option('--since <time>', records.logs.since)
      .option('--until <time>', records.logs.until)
      .option('--service <service>', records.logs.service)
      .option('--upstream <name>', records.logs.upstream)
      .option('--model <model>', records.logs.model)
      .option('--token <name>', records.logs.token)
      .option('--cost', records.usage.withCost)
      .option('--mine', records.usage.mine)
      .option('--json', help.json)
    examples(command, cli, [
      'clp usage --by day,model --since 7d',
      'clp usage --by upstream --cost',
      'clp usage --by token --json',
      'clp usage --by owner --cost',
      'CLP_URL=http://clp.example:3300 CLP_TOKEN=clp_… clp usage --mine',
    ])
    command.action(async ({ mine = false, ...options }) => {
      if (mine) return (await import('../../records/show-mine.ts')).showMine(cli, options)
      const { showUsage } = await import('../../records/show-usage.ts')
      await showUsage(cli, options)
    })
    defineClear(command.command('clear'), cli)
    defineReprice(command.command('reprice'), cli)
    defineReprices(command.command('reprices'), cli)
  },
} as const satisfies CommandPart

const defineClear = (command: Command, cli: Cli): void => {
  const { records } = cli.messages
  command.description(records.usage.clear).option('--yes', cli.messages.confirm.yes)
  examples(command, cli, ['clp usage clear --yes'])
  command.action(async (options) => {
    const { clearUsage } = await import('../../records/show-usage.ts')
    await clearUsage(cli, options)
  })
}

const defineReprice = (command: Command, cli: Cli): void => {
  const { records, help, confirm } = cli.messages
  command
    .description(records.reprice.about)
    .requiredOption('--since <time>', records.logs.since)
    .option('--until <time>', records.logs.until)
    .option('--dry-run', records.reprice.dryRun)
    .option('--unpriced-only', records.reprice.unpricedOnly)
    .option('--yes', confirm.yes)
    .option('--json', help.json)
  examples(command, cli, [
    'clp usage reprice --since 30d --dry-run',
    'clp usage reprice --since 30d --unpriced-only --yes',
  ])
  command.action(async (options) => {
    const { repriceUsage } = await import('../../prices/reprice.ts')
    await repriceUsage(cli, options)
  })
}

const defineReprices = (command: Command, cli: Cli): void => {
  const { records, help } = cli.messages
  command.description(records.reprice.list).option('--json', help.json)
  examples(command, cli, ['clp usage reprices --json'])
  command.action(async (options) => {
    const { listReprices } = await import('../../prices/reprice.ts')
    await listReprices(cli, options)
  })
}
