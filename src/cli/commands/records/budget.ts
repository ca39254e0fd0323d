/** `clp budget`: how much may be spent, and how much is. */
import type { Command } from 'commander'
import type { Cli } from '../../context/cli.ts'
import { type CommandPart, examples } from '../../context/command.ts'

export const budget = {
  name: 'budget',
  group: 'records',
  define: (command, cli) => {
    command.description(cli.messages.budgets.about)
    examples(command, cli, ['clp budget set team-month --amount 300 --period month', 'clp budget list'])
    defineList(command.command('list'), cli)
    defineShow(command.command('show'), cli)
    defineSet(command.command('set'), cli)
    defineRemove(command.command('remove'), cli)
  },
} as const satisfies CommandPart

const defineList = (command: Command, cli: Cli): void => {
  command.description(cli.messages.budgets.list).option('--json', cli.messages.help.json)
  examples(command, cli, ['clp budget list'])
  command.action(async (options) => {
    const { listBudgets } = await import('../../budgets/show-budgets.ts')
    await listBudgets(cli, options)
  })
}

const defineShow = (command: Command, cli: Cli): void => {
  const { budgets, help } = cli.messages
  command.description(budgets.show).argument('<id>', budgets.id).option('--json', help.json)
  examples(command, cli, ['clp budget show team-month --json'])
  command.action(async (id: string, options) => {
    const { showBudget } = await import('../../budgets/show-budgets.ts')
    await showBudget(cli, id, options)
  })
}

const defineRemove = (command: Command, cli: Cli): void => {
  const { budgets } = cli.messages
  command.description(budgets.remove).argument('<id>', budgets.id)
  examples(command, cli, ['clp budget remove team-month'])
  command.action(async (id: string) => {
    const { removeBudget } = await import('../../budgets/set-budgets.ts')
    await removeBudget(cli, id)
  })
}

const defineSet = (command: Command, cli: Cli): void => {
  const { options: texts, set, id: about } = cli.messages.budgets
  command
    .description(set)
    .argument('<id>', about)
    .option('--token <name>', texts.token)
    .option('--service <service>', texts.service)
    .option('--upstream <name>', texts.upstream)
    .option('--model <pattern>', texts.model)
    .option('--amount <amount>', texts.amount)
    .option('--currency <currency>', texts.currency)
    .option('--tokens <count>', texts.tokens)
    .option('--requests <count>', texts.requests)
    .option('--period <period>', texts.period)
    .option('--time-zone <zone>', texts.timeZone)
    .option('--starts-at <time>', texts.startsAt)
    .option('--starts-on <day>', texts.startsOn)
    .option('--warn-at <shares>', texts.warnAt)
    .option('--action <action>', texts.action)
    .option('--use-upstream <name>', texts.useUpstream)
    .option('--use-model <model>', texts.useModel)
    .option('--unpriced <what>', texts.unpriced)
    .option('--note <text>', texts.note)
    .option('--enable', texts.enable)
    .option('--disable', texts.disable)
  examples(command, cli, [
    'clp budget set laptop-day --token laptop --amount 5 --period day',
    'clp budget set each --token "*" --tokens 20000000 --period week --starts-on monday',
    'clp budget set opus --service {service} --model "claude-opus-*" --amount 20 --period 5h --use-model claude-sonnet-4-6',
  ])
  command.action(async (id: string, options) => {
    const { setBudget } = await import('../../budgets/set-budgets.ts')
    await setBudget(cli, id, options)
  })
}
