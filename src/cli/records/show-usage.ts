/** `clp usage` and `clp usage clear`: totals, in the original's number format. */

import { USAGE_GROUPS, type UsageAnswer, type UsageGroup, usageAnswerSchema } from '../../contract/api/exchanges.ts'
import { doneSchema } from '../../contract/api/status.ts'
import { NO_COUNTS, type RequestCounts } from '../../contract/counts.ts'
import { costSumsView, NO_COST } from '../../contract/money/cost.ts'
import { costSumText, type Display } from '../../contract/money/money-text.ts'
import { allTokens, formatCount, NO_USAGE, TOKEN_KINDS, type Usage } from '../../contract/usage.ts'
import { pricesDocument } from '../../store/documents/prices.ts'
import { displayAt } from '../../store/prices/display.ts'
import { withQuery } from '../api/api-client.ts'
import { settingsInForce } from '../api/documents.ts'
import { withRecordsApi } from '../api/offline-records.ts'
import type { Cli } from '../context/cli.ts'
import { wrongValue } from '../context/command.ts'
import { fill } from '../messages/fill.ts'
import { confirm } from '../terminal/confirm.ts'
import { serviceLabels } from '../upstreams/service-labels.ts'
import { type FilterOptions, queryFrom } from './log-query.ts'

export interface UsageOptions
  extends Pick<FilterOptions, 'service' | 'upstream' | 'model' | 'token' | 'since' | 'until'> {
  readonly by?: string
  readonly json?: boolean
  /** Shows what it cost, too. */
  readonly cost?: boolean
}

const DEFAULT_BY = 'service,upstream'

export const showUsage = async (cli: Cli, options: UsageOptions): Promise<void> => {
  const { answer, by } = await readUsage(cli, options)
  if (options.json === true) {
    cli.print.json(answer)
    return
  }
  const texts = cli.messages.records.usage
  if (answer.rows.length === 0) {
    cli.print.line(texts.empty)
    return
  }
  const kinds = TOKEN_KINDS.map((kind) => texts.tokenKinds[kind])
  const columns = [...texts.columns, ...kinds, texts.tokens, ...(options.cost === true ? [texts.cost] : [])]
  const display = options.cost === true ? await displayOf(cli) : undefined
  const counts = (row: Counted): readonly string[] => [
    ...countsOf(row),
    ...(display === undefined ? [] : [costSumText(row.cost, row.requests, display)]),
  ]
  const head = [...by.map((group) => texts.groups[group]), ...columns]
  const right = columns.map((_, index) => by.length + index)
  const total = [...by.map((_, index) => (index === 0 ? texts.total : '')), ...counts(answer.total)]
  const label = await serviceLabels(cli)
  const rows = answer.rows.map((row) => [
    ...by.map((group) => nameOf(cli, label, group, row.key[group])),
    ...counts(row),
  ])
  await cli.print.table(head, [...rows, total], { right })
  if (display !== undefined) tellUnknown(cli, answer.total)
}

/** Totals as they were asked for. */
export const readUsage = async (
  cli: Cli,
  options: UsageOptions,
): Promise<{ readonly answer: UsageAnswer; readonly by: readonly UsageGroup[] }> => {
  const by = groupsOf(cli, options.by ?? DEFAULT_BY)
  const path = withQuery('/api/usage', { ...queryFrom(cli, options), by: by.join(',') })
  const answer = await withRecordsApi(cli, async (api) => api?.ask(usageAnswerSchema, { path }) ?? nothing(by))
  return { answer, by }
}

type Counted = UsageAnswer['total']

/** What the amounts leave out, and which of them are only the least. */
export const tellUnknown = (cli: Cli, { cost }: Pick<Counted, 'cost'>): void => {
  const { unpriced, floors } = cli.messages.records.usage
  if (cost.unpriced > 0) cli.print.line(fill(unpriced, { count: cost.unpriced }))
  if (cost.floors > 0) cli.print.line(fill(floors, { count: cost.floors }))
}

/** In which currency the user wants to read amounts; dollars where no rate is known. */
export const displayOf = async (cli: Cli): Promise<Display> => {
  const { display, rates } = await settingsInForce(cli, pricesDocument)
  return displayAt({ display, rates, now: cli.clock.now() })
}

export const clearUsage = async (cli: Cli, options: { readonly yes?: boolean }): Promise<void> => {
  const { logs, usage } = cli.messages.records
  const question = fill(logs.confirm, { what: logs.confirmUsage })
  await confirm(cli, { question, saidYes: options.yes === true, hint: cli.messages.confirm.hint })
  await withRecordsApi(cli, async (api) => api?.ask(doneSchema, { method: 'DELETE', path: '/api/usage' }))
  cli.print.line(usage.cleared)
}

const groupsOf = (cli: Cli, text: string): readonly UsageGroup[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .map(
      (part) =>
        USAGE_GROUPS.find((group) => group === part) ??
        wrongValue(cli, '--by', part, cli.messages.records.usage.byExpected),
    )

export const nameOf = (
  cli: Cli,
  label: (id: string) => string,
  group: UsageGroup,
  name: string | undefined,
): string => {
  if (name === undefined || name === '') return cli.messages.records.usage.unknown
  return group === 'service' ? label(name) : name
}

const countsOf = (row: RequestCounts & { readonly usage: Usage }): readonly string[] =>
  [
    row.requests,
    row.failures,
    row.side,
    row.sideFailures,
    ...TOKEN_KINDS.map((kind) => row.usage[kind]),
    allTokens(row.usage),
  ].map(formatCount)

const nothing = (by: readonly UsageGroup[]): UsageAnswer => ({
  by,
  rows: [],
  total: { ...NO_COUNTS, usage: NO_USAGE, cost: costSumsView(NO_COST) },
})
