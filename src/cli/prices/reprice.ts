/** `clp usage reprice` and `clp usage reprices`. */
import { type RepriceAnswer, repriceAnswerSchema, repricesAnswerSchema } from '../../contract/api/reprices.ts'
import { moneyText } from '../../contract/money/money-text.ts'
import type { Api } from '../api/api-client.ts'
import { withRecordsApi } from '../api/offline-records.ts'
import type { Cli } from '../context/cli.ts'
import { wrongValue } from '../context/command.ts'
import { fill } from '../messages/fill.ts'
import { confirm } from '../terminal/confirm.ts'
import { readSince, SINCE_EXAMPLES, showTime } from '../terminal/format.ts'

export interface RepriceOptions {
  readonly since: string
  readonly until?: string
  readonly dryRun?: boolean
  readonly unpricedOnly?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

export const repriceUsage = async (cli: Cli, options: RepriceOptions): Promise<void> => {
  const { dryRun = false, unpricedOnly = false, json = false } = options
  const time = {
    since: instantOf(cli, '--since', options.since),
    ...(options.until === undefined ? {} : { until: instantOf(cli, '--until', options.until) }),
  }
  const texts = cli.messages.records.reprice
  if (!dryRun) await confirm(cli, { question: texts.confirm, saidYes: options.yes === true, hint: texts.hint })
  const body = { ...time, dryRun, unpricedOnly }
  const answer = await withRecordsApi(cli, async (api) => (api === undefined ? NOTHING : ask(api, body)))
  if (json) {
    cli.print.json(answer)
    return
  }
  const values = {
    requests: answer.requests,
    changed: answer.changed,
    before: moneyText(BigInt(answer.before)),
    after: moneyText(BigInt(answer.after)),
  }
  cli.print.line(fill(dryRun ? texts.tried : texts.done, values))
}

const NOTHING: RepriceAnswer = { requests: 0, changed: 0, before: '0', after: '0' }

const ask = (api: Api, body: object): Promise<RepriceAnswer> =>
  api.ask(repriceAnswerSchema, { method: 'POST', path: '/api/usage/reprice', body })

const instantOf = (cli: Cli, option: string, text: string): number =>
  readSince(text, cli.clock.now()) ??
  wrongValue(cli, option, text, fill(cli.messages.records.logs.timeExpected, { examples: SINCE_EXAMPLES }))

export const listReprices = async (cli: Cli, { json = false }: { readonly json?: boolean }): Promise<void> => {
  const path = '/api/usage/reprices'
  const { reprices } = await withRecordsApi(
    cli,
    async (api) => api?.ask(repricesAnswerSchema, { path }) ?? { reprices: [] },
  )
  const texts = cli.messages.records.reprice
  if (json) cli.print.json({ reprices })
  else if (reprices.length === 0) cli.print.line(texts.none)
  else {
    const rows = reprices.map(({ at, since, until, requests, changed, before, after, book }) => [
      showTime(at),
      showTime(since),
      until === null ? '' : showTime(until),
      requests,
      changed,
      moneyText(BigInt(before)),
      moneyText(BigInt(after)),
      book,
    ])
    await cli.print.table(texts.columns, rows, { right: [3, 4, 5, 6] })
  }
}
