/** `clp balance`: what upstreams say is left, and how old that is. */
import { balanceRoutes } from '../../admin/routes/balances.ts'
import { type BalanceView, balancesAnswerSchema } from '../../contract/api/balances.ts'
import { readKeptBalances } from '../../store/balances/open-balances.ts'
import { type Api, findDaemon, withQuery } from '../api/api-client.ts'
import { apiOver } from '../api/api-over.ts'
import { withConfig } from '../api/documents.ts'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { showTime } from '../terminal/format.ts'

export interface BalanceOptions {
  readonly service?: string
  readonly refresh?: boolean
  readonly json?: boolean
}

export const showBalance = async (cli: Cli, upstream: string | undefined, options: BalanceOptions): Promise<void> => {
  const { service, refresh = false, json = false } = options
  const chosen = { ...(service === undefined ? {} : { service }), ...(upstream === undefined ? {} : { upstream }) }
  const answer = await withBalancesApi(cli, refresh, (api) =>
    refresh
      ? api.ask(balancesAnswerSchema, { method: 'POST', path: '/api/balances/refresh', body: chosen })
      : api.ask(balancesAnswerSchema, { path: withQuery('/api/balances', { ...chosen, wait: '1' }) }),
  )
  const texts = cli.messages.quota.balance
  if (json) cli.print.json(answer)
  else if (answer.balances.length === 0) cli.print.line(texts.none)
  else await printBalances(cli, answer.balances)
}

/** Without a daemon what was kept is shown: only the daemon asks. */
const withBalancesApi = async <T>(cli: Cli, refresh: boolean, act: (api: Api) => Promise<T>): Promise<T> => {
  const client = await findDaemon(cli)
  if (client !== undefined) return act(client)
  if (refresh) throw new CliError(cli.messages.quota.balance.needsDaemon, EXIT.notRunning)
  const services = await cli.services()
  const kept = readKeptBalances(cli.home.balances, cli.print.note)
  const nobody = async (): Promise<void> => undefined
  const balances = { ...kept, look: nobody, refresh: nobody, isAsking: () => false }
  return withConfig(cli, [], (config) => act(apiOver(cli, [balanceRoutes({ config, services, balances })])))
}

const printBalances = async (cli: Cli, balances: readonly BalanceView[]): Promise<void> => {
  const texts = cli.messages.quota.balance
  const labels = new Map((await cli.services()).map(({ id, label }) => [id, label]))
  const rows = balances.map((balance) => [
    labels.get(balance.service) ?? balance.service,
    balance.upstream,
    amountText(cli, balance),
    stateText(cli, balance),
    balance.seenAt === null ? '' : showTime(balance.seenAt),
  ])
  await cli.print.table(texts.columns, rows, { right: [2] })
}

/** The last that was told; a dash where there is none, never 0. */
const amountText = (cli: Cli, { lastValue, currency, unlimited }: BalanceView): string => {
  if (unlimited) return cli.messages.quota.balance.unlimited
  if (lastValue === null) return '–'
  return currency === null ? lastValue : `${lastValue} ${currency}`
}

const stateText = (cli: Cli, { state, fault, status, low, exhausted }: BalanceView): string => {
  const { states, faults, exhausted: spent, low: isLow } = cli.messages.quota.balance
  const why = fault === null ? '' : fill(faults[fault], { status: status ?? '' })
  const marks = [...(exhausted ? [spent] : []), ...(low ? [isLow] : [])]
  return [why === '' ? states[state] : `${states[state]}: ${why}`, ...marks].join(', ')
}
