/** `clp logs` and `clp logs clear`: the list of requests, and its end. */
import {
  clearedSchema,
  type ExchangePage,
  type ExchangeSummaryView,
  exchangePageSchema,
} from '../../contract/api/exchanges.ts'
import { saidText } from '../../contract/exchange.ts'
import { costText } from '../../contract/money/money-text.ts'
import { formatCount, promptTokens } from '../../contract/usage.ts'
import { withQuery } from '../api/api-client.ts'
import { withRecordsApi } from '../api/offline-records.ts'
import type { Cli } from '../context/cli.ts'
import { fill } from '../messages/fill.ts'
import { confirm } from '../terminal/confirm.ts'
import { shortId, showDuration, showTime } from '../terminal/format.ts'
import { serviceLabels } from '../upstreams/service-labels.ts'
import { type FilterOptions, limitFrom, queryFrom } from './log-query.ts'

export interface LogsOptions extends FilterOptions {
  readonly limit?: string
  readonly follow?: boolean
  readonly json?: boolean
}

const MOST = 500
export const showLogs = async (cli: Cli, options: LogsOptions): Promise<void> => {
  const query = { ...queryFrom(cli, options), limit: limitFrom(cli, options.limit, MOST) }
  const path = withQuery('/api/exchanges', query)
  const page = await withRecordsApi(cli, async (api) => api?.ask(exchangePageSchema, { path }) ?? EMPTY)
  if (options.follow === true) {
    const { followLogs } = await import('./follow-logs.ts')
    if (options.json !== true && page.items.length > 0) await showPage(cli, page)
    await followLogs(cli, options)
    return
  }
  if (options.json === true) cli.print.json(page)
  else await showPage(cli, page)
}

export const clearLogs = async (
  cli: Cli,
  options: { readonly yes?: boolean; readonly json?: boolean },
): Promise<void> => {
  const texts = cli.messages.records.logs
  const question = fill(texts.confirm, { what: texts.confirmLog })
  await confirm(cli, { question, saidYes: options.yes === true, hint: cli.messages.confirm.hint })
  const cleared = await withRecordsApi(cli, async (api) =>
    api?.ask(clearedSchema, { method: 'DELETE', path: '/api/exchanges', body: {} }),
  )
  const count = cleared?.removed ?? 0
  if (options.json === true) cli.print.json({ removed: count })
  else cli.print.line(fill(texts.cleared, { count }))
}

const EMPTY: ExchangePage = { items: [], next: null }

/** Newest last, where a person looks. */
const showPage = async (cli: Cli, page: ExchangePage): Promise<void> => {
  const texts = cli.messages.records.logs
  if (page.items.length === 0) {
    cli.print.line(texts.empty)
    return
  }
  const label = await serviceLabels(cli)
  const rows = page.items.map((item) => rowOf(cli, item, label)).toReversed()
  await cli.print.table(texts.columns, rows, { right: [5, 6, 7, 8, 9] })
  if (page.next !== null) cli.print.note(texts.more)
}

const rowOf = (cli: Cli, item: ExchangeSummaryView, label: (id: string) => string): readonly (string | number)[] => [
  showTime(item.startedAt),
  shortId(item.id),
  label(item.service),
  item.outcome.kind === 'blocked' ? cli.messages.records.logs.blocked : (item.upstream ?? ''),
  modelOf(item),
  item.outcome.kind === 'failed' && item.status < 400
    ? fill(cli.messages.records.logs.broken, { status: item.status })
    : item.status,
  showDuration(item.durationMs),
  item.usage === null ? '' : formatCount(promptTokens(item.usage)),
  item.usage === null ? '' : formatCount(item.usage.output),
  item.cost === null ? '' : costText(item.cost),
  `${item.method} ${item.path}${item.said === null ? '' : `  ${saidText(item.said)}`}`,
]

const modelOf = ({ modelAsked, modelSent }: ExchangeSummaryView): string => {
  if (modelSent === null || modelSent === modelAsked) return modelAsked ?? ''
  return `${modelAsked ?? ''} → ${modelSent}`
}
