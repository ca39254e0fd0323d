/** `clp cost`: the usage of the last 30 days by day, with no more columns than cost needs. */
import { costSumText } from '../../contract/money/money-text.ts'
import { allTokens, formatCount } from '../../contract/usage.ts'
import type { Cli } from '../context/cli.ts'
import { serviceLabels } from '../upstreams/service-labels.ts'
import { displayOf, nameOf, readUsage, tellUnknown, type UsageOptions } from './show-usage.ts'

export const showCost = async (cli: Cli, options: Omit<UsageOptions, 'cost'>): Promise<void> => {
  const { answer, by } = await readUsage(cli, { since: '30d', ...options, by: options.by ?? 'day' })
  if (options.json === true) {
    cli.print.json(answer)
    return
  }
  const texts = cli.messages.records.usage
  if (answer.rows.length === 0) {
    cli.print.line(texts.empty)
    return
  }
  const display = await displayOf(cli)
  const label = await serviceLabels(cli)
  const counts = (row: typeof answer.total): readonly string[] => [
    formatCount(row.requests),
    formatCount(allTokens(row.usage)),
    costSumText(row.cost, row.requests, display),
  ]
  const columns = [texts.columns[0] ?? '', texts.tokens, texts.cost]
  const rows = answer.rows.map((row) => [
    ...by.map((group) => nameOf(cli, label, group, row.key[group])),
    ...counts(row),
  ])
  const total = [...by.map((_, index) => (index === 0 ? texts.total : '')), ...counts(answer.total)]
  const right = columns.map((_, index) => by.length + index)
  await cli.print.table([...by.map((group) => texts.groups[group]), ...columns], [...rows, total], { right })
  tellUnknown(cli, answer.total)
}
