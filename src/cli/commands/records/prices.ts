/** `clp prices`: what models cost here, and what is not known. */
import type { Command } from 'commander'
import type { Cli } from '../../context/cli.ts'
import { type CommandPart, examples } from '../../context/command.ts'

export const prices = {
  name: 'prices',
  group: 'records',
  define: (command, cli) => {
    command.description(cli.messages.records.prices.about)
    examples(command, cli, ['clp prices show claude-opus-5-5', 'clp prices check'])
    defineShow(command.command('show'), cli)
    defineCheck(command.command('check'), cli)
    defineSet(command.command('set'), cli)
  },
} as const satisfies CommandPart

const defineShow = (command: Command, cli: Cli): void => {
  const { records, help } = cli.messages
  command
    .description(records.prices.show)
    .argument('<model>', records.prices.model)
    .option('--service <service>', records.prices.service)
    .option('--upstream <name>', records.prices.upstream)
    .option('--at <time>', records.prices.at)
    .option('--json', help.json)
  examples(command, cli, ['clp prices show claude-opus-5-5', 'clp prices show some-model --service {service} --json'])
  command.action(async (model: string, options) => {
    const { showPrice } = await import('../../prices/show-prices.ts')
    await showPrice(cli, model, options)
  })
}

const defineCheck = (command: Command, cli: Cli): void => {
  const { records, help } = cli.messages
  command.description(records.prices.check).option('--json', help.json)
  examples(command, cli, ['clp prices check'])
  command.action(async (options) => {
    const { checkPrices } = await import('../../prices/show-prices.ts')
    await checkPrices(cli, options)
  })
}

const defineSet = (command: Command, cli: Cli): void => {
  const { prices: texts } = cli.messages.records
  command
    .description(texts.set)
    .argument('[model]', texts.modelOrPattern)
    .option('--service <service>', texts.service)
    .option('--upstream <name>', texts.upstream)
    .option('--input <amount>', texts.amount)
    .option('--output <amount>', texts.amount)
    .option('--cache-read <amount>', texts.amount)
    .option('--cache-write <amount>', texts.amount)
    .option('--cache-write-1h <amount>', texts.amount)
    .option('--currency <currency>', texts.currency)
    .option('--from <date>', texts.from)
    .option('--until <date>', texts.until)
    .option('--unpriced', texts.unpriced)
    .option('--remove', texts.remove)
    .option('--multiplier <factor>', texts.setMultiplier)
    .option('--credit <amount>', texts.setCredit)
    .option('--rate <yuan>', texts.setRate)
  examples(command, cli, [
    'clp prices set my-model --input 3 --output 15 --cache-read 0.3',
    'clp prices set --service {service} --upstream relay --multiplier 1.2',
    'clp prices set --rate 7.05 --from 2026-07-01',
  ])
  command.action(async (model: string | undefined, options) => {
    const { setPrices } = await import('../../prices/set-prices.ts')
    await setPrices(cli, model, options)
  })
}
