/** Reads the filter options of `clp logs` and `clp usage`: the same fields as in the API. */
import type { ExchangeQuery } from '../../contract/api/exchanges.ts'
import type { Cli } from '../context/cli.ts'
import { wrongValue } from '../context/command.ts'
import { fill } from '../messages/fill.ts'
import { readSince, SINCE_EXAMPLES } from '../terminal/format.ts'

/** As commander gives them. */
export interface FilterOptions {
  readonly service?: string
  readonly upstream?: string
  readonly status?: string
  readonly model?: string
  readonly token?: string
  readonly session?: string
  readonly path?: string
  readonly text?: string
  /** Dollars. */
  readonly costAbove?: string
  readonly since?: string
  readonly until?: string
}

type Query = Readonly<Record<string, string | number | undefined>>

/** The query of a call. Throws a usage error for a time or status that cannot be read. */
export const queryFrom = (cli: Cli, options: FilterOptions): Query => {
  const { service, upstream, status, model, token, session, path, text, costAbove } = options
  if (status !== undefined && !/^([1-9]\d\d|[1-9]xx|ok|failed)$/.test(status)) {
    wrongValue(cli, '--status', status, cli.messages.records.logs.statusExpected)
  }
  if (costAbove !== undefined && !/^\d{1,6}(\.\d{1,9})?$/.test(costAbove)) {
    wrongValue(cli, '--cost-above', costAbove, cli.messages.records.logs.amountExpected)
  }
  return {
    service,
    upstream,
    status,
    model,
    token,
    session,
    path,
    text,
    costAbove,
    since: instantOf(cli, '--since', options.since),
    until: instantOf(cli, '--until', options.until),
  } satisfies Record<keyof FilterOptions & keyof ExchangeQuery, string | number | undefined>
}

/** `--limit`. Throws a usage error for anything but a whole number from 1 to `most`. */
export const limitFrom = (cli: Cli, text: string | undefined, most: number): number | undefined => {
  if (text === undefined) return undefined
  const limit = /^\d{1,7}$/.test(text) ? Number(text) : 0
  if (limit >= 1 && limit <= most) return limit
  return wrongValue(cli, '--limit', text, fill(cli.messages.records.logs.limitExpected, { limit: most }))
}

const instantOf = (cli: Cli, option: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const expected = fill(cli.messages.records.logs.timeExpected, { examples: SINCE_EXAMPLES })
  return readSince(text, cli.clock.now()) ?? wrongValue(cli, option, text, expected)
}
