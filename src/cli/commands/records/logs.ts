/** `clp logs`: the request log. */
import type { Command } from 'commander'
import type { Cli } from '../../context/cli.ts'
import { type CommandPart, examples } from '../../context/command.ts'

export const logs = {
  name: 'logs',
  group: 'records',
  define: (command, cli) => {
    const { records, help } = cli.messages
    command.description(records.logs.about).option('-f, --follow', records.logs.follow)
    filters(command, cli).option('--limit <count>', records.logs.limit).option('--json', help.json)
    examples(command, cli, [
      'clp logs --since 1h --status failed',
      'clp logs -f --service {service}',
      'clp logs --model "gpt-5" --limit 10 --json',
    ])
    command.action(async (options) => {
      const { showLogs } = await import('../../records/show-logs.ts')
      await showLogs(cli, options)
    })
    defineShow(command.command('show'), cli)
    defineExport(command.command('export'), cli)
    defineClear(command.command('clear'), cli)
  },
} as const satisfies CommandPart

const filters = (command: Command, cli: Cli): Command => {
  const texts = cli.messages.records.logs
  return command
    .option('--service <service>', texts.service)
    .option('--upstream <name>', texts.upstream)
    .option('--status <status>', texts.status)
    .option('--model <model>', texts.model)
    .option('--token <name>', texts.token)
    .option('--session <id>', texts.session)
    .option('--path <text>', texts.path)
    .option('--text <text>', texts.text)
    .option('--cost-above <dollars>', texts.costAbove)
    .option('--since <time>', texts.since)
    .option('--until <time>', texts.until)
}

const defineShow = (command: Command, cli: Cli): void => {
  const { records, help } = cli.messages
  command
    .description(records.logs.show)
    .argument('<id>', records.logs.id)
    .option('--bodies', records.logs.bodies)
    .option('--body <which>', records.logs.body)
    .option('--json', help.json)
  examples(command, cli, ['clp logs show 019aa3f0-5d1c-7b2e', 'clp logs show 019aa3f0-5d1c-7b2e --body response'])
  command.action(async (id: string, options) => {
    const { showExchange } = await import('../../records/show-exchange.ts')
    await showExchange(cli, id, options)
  })
}

const defineExport = (command: Command, cli: Cli): void => {
  const { records } = cli.messages
  filters(command.description(records.logs.export), cli)
    .option('--format <format>', records.logs.format)
    .option('--limit <count>', records.logs.limit)
    .option('-o, --output <file>', records.logs.output)
  examples(command, cli, ['clp logs export > log.jsonl', 'clp logs export --format har --since 1h -o log.har'])
  command.action(async (options) => {
    const { exportLogs } = await import('../../records/export-logs.ts')
    await exportLogs(cli, options)
  })
}

const defineClear = (command: Command, cli: Cli): void => {
  const { records } = cli.messages
  command
    .description(records.logs.clear)
    .option('--yes', cli.messages.confirm.yes)
    .option('--json', cli.messages.help.json)
  examples(command, cli, ['clp logs clear --yes'])
  command.action(async (options) => {
    const { clearLogs } = await import('../../records/show-logs.ts')
    await clearLogs(cli, options)
  })
}
