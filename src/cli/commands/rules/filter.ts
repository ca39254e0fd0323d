/** `clp filter`: the filters in force, and what they would do. */
import type { Command } from 'commander'
import type { Cli } from '../../context/cli.ts'
import { type CommandPart, examples, serviceArgument } from '../../context/command.ts'

export const filter = {
  name: 'filter',
  group: 'rules',
  define: (command, cli) => {
    command.description(cli.messages.rules.filter.about)
    examples(command, cli, ['clp filter list', 'clp filter test {service} /v1/messages --body @request.json'])
    defineList(command.command('list'), cli)
    defineTest(command.command('test'), cli)
  },
} as const satisfies CommandPart

const defineList = (command: Command, cli: Cli): void => {
  const { rules, help } = cli.messages
  command.description(rules.filter.list).option('--json', help.json)
  examples(command, cli, ['clp filter list --json'])
  command.action(async (options) => {
    const { listFilters } = await import('../../rules/show-filters.ts')
    await listFilters(cli, options)
  })
}

const defineTest = (command: Command, cli: Cli): void => {
  const { rules, help } = cli.messages
  command
    .description(rules.filter.test)
    .argument(...serviceArgument(cli))
    .argument('<path>', rules.filter.path)
    .option('--method <method>', rules.filter.method)
    .option('-H, --header <line...>', rules.filter.header)
    .option('--body <text>', rules.filter.body)
    .option('--json', help.json)
  examples(command, cli, [
    'clp filter test {service} /v1/models --method GET',
    'clp filter test {service} /v1/messages -H "x-real-ip: 10.0.0.1" --body @request.json',
  ])
  command.action(async (service: string, path: string, options) => {
    const { testFilters } = await import('../../rules/show-filters.ts')
    await testFilters(cli, service, path, options)
  })
}
