/** `clp quota`: what upstreams say of their plans and limits; and the lines about it in `clp status`. */
import { meterRoutes } from '../../admin/routes/meters.ts'
import { type MeterView, metersAnswerSchema } from '../../contract/api/meters.ts'
import { readKeptMeters } from '../../store/meters/open-meters.ts'
import { type Api, findDaemon } from '../api/api-client.ts'
import { apiOver } from '../api/api-over.ts'
import { withConfig } from '../api/documents.ts'
import type { Cli } from '../context/cli.ts'
import { fill } from '../messages/fill.ts'
import { showSpan, showTime } from '../terminal/format.ts'

export const showQuota = async (cli: Cli, { json = false }: { readonly json?: boolean }): Promise<void> => {
  const answer = await withMetersApi(cli, (api) => api.ask(metersAnswerSchema, { path: '/api/meters' }))
  const texts = cli.messages.quota
  if (json) cli.print.json(answer)
  else if (answer.meters.length === 0) cli.print.line(texts.none)
  else await printMeters(cli, answer.meters)
}

const withMetersApi = async <T>(cli: Cli, act: (api: Api) => Promise<T>): Promise<T> => {
  const client = await findDaemon(cli)
  if (client !== undefined) return act(client)
  const services = await cli.services()
  return withConfig(cli, [], (config) => {
    const meters = readKeptMeters({ file: cli.home.meters, clock: cli.clock, onTrouble: cli.print.note })
    return act(apiOver(cli, [meterRoutes({ config, services, meters, clock: cli.clock })]))
  })
}

const printMeters = async (cli: Cli, meters: readonly MeterView[]): Promise<void> => {
  const labels = new Map((await cli.services()).map(({ id, label }) => [id, label]))
  const rows = meters.map((meter) => [
    labels.get(meter.service) ?? meter.service,
    meter.upstream,
    meter.window,
    usedText(cli, meter),
    meter.resetsAt === null ? '' : showTime(meter.resetsAt),
    fill(cli.messages.quota.ago, { span: showSpan(Math.max(0, cli.clock.now() - meter.seenAt), cli.messages) }),
    meter.status ?? '',
  ])
  await cli.print.table(cli.messages.quota.columns, rows, { right: [3] })
}

/** `62 %`, `480 / 500`, what is left of a credit, or a dash where nobody knows. */
const usedText = (cli: Cli, { used, limit, unit, left }: MeterView): string => {
  if (left !== null) return fill(cli.messages.quota.left, { left })
  if (used === null) return '–'
  return unit === 'fraction' ? percent(used) : `${used} / ${limit ?? '–'}`
}

const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`

/** One line for each upstream that tells of a plan: `claude/relay: 5h 62 % · 7d 40 %`. */
export const quotaLines = (cli: Cli, meters: readonly MeterView[]): readonly string[] => {
  const plans = meters.filter(({ kind }) => kind === 'plan')
  const lines = new Map<string, string[]>()
  for (const meter of plans) {
    const name = `${meter.service}/${meter.upstream}`
    lines.set(name, [...(lines.get(name) ?? []), `${meter.window} ${usedText(cli, meter)}`])
  }
  return [...lines].map(([name, windows]) => fill(cli.messages.quota.line, { name, list: windows.join(' · ') }))
}
