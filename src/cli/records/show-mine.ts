/** `clp usage --mine`: what the token in `CLP_TOKEN` has used, and what that cost. */
import type { MeAnswer } from '../../contract/api/me.ts'
import { costSumText, DOLLARS } from '../../contract/money/money-text.ts'
import { allTokens, formatCount } from '../../contract/usage.ts'
import { readMine } from '../api/member-api.ts'
import type { Cli } from '../context/cli.ts'
import { fill } from '../messages/fill.ts'
import { type FilterOptions, queryFrom } from './log-query.ts'
import { tellUnknown } from './show-usage.ts'

export interface MineOptions extends Pick<FilterOptions, 'since' | 'until'> {
  readonly json?: boolean
}

export const showMine = async (cli: Cli, options: MineOptions): Promise<void> => {
  const { since, until } = queryFrom(cli, options)
  const answer = await readMine(cli, { since, until })
  if (options.json === true) {
    cli.print.json(answer)
    return
  }
  const texts = cli.messages.member
  const { token, owner } = answer
  cli.print.line(fill(owner === null ? texts.about : texts.aboutOwned, { token, owner: owner ?? '' }))
  cli.print.line()
  await printRows(cli, 'day', answer.days, answer.total)
  if (answer.models.length > 0) {
    cli.print.line()
    await printRows(cli, 'model', answer.models)
  }
  tellUnknown(cli, answer.total)
}

type Counted = MeAnswer['total']

const printRows = async (cli: Cli, group: 'day' | 'model', rows: MeAnswer['days'], total?: Counted): Promise<void> => {
  const { groups, columns, tokens, cost, unknown, total: sum } = cli.messages.records.usage
  const [requests = '', failures = ''] = columns
  const counts = (row: Counted): readonly string[] => [
    ...[row.requests, row.failures, allTokens(row.usage)].map(formatCount),
    costSumText(row.cost, row.requests, DOLLARS),
  ]
  const lines = rows.map((row) => [row.key[group] || unknown, ...counts(row)])
  const last = total === undefined ? [] : [[sum, ...counts(total)]]
  await cli.print.table([groups[group], requests, failures, tokens, cost], [...lines, ...last], { right: [1, 2, 3, 4] })
}
