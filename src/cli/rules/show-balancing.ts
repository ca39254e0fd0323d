/** `clp lb show`: the policy, its options, and how every upstream fares. */
import { healthStateSchema, type UpstreamHealthView } from '../../contract/api/upstreams.ts'
import type { BalancingSettings } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'
import { settingsInForce, withConfig } from '../api/documents.ts'
import { withRulesApi } from '../api/offline-rules.ts'
import type { Cli } from '../context/cli.ts'
import { fill } from '../messages/fill.ts'
import { reasonText } from '../messages/reason-text.ts'
import type { Row } from '../output/print.ts'
import { showTime } from '../terminal/format.ts'

export const showBalancing = async (cli: Cli, { json = false }: { readonly json?: boolean }): Promise<void> => {
  const settings = await settingsInForce(cli, balancingDocument)
  const health = await withRulesApi(cli, (api) => api.ask(healthStateSchema, { path: '/api/health-state' }))
  if (json) {
    cli.print.json({ mode: settings.mode, options: settings.options, ...health })
    return
  }
  sayPolicy(cli, settings)
  cli.print.line()
  const rows: Row[] = []
  const labels = new Map((await cli.services()).map(({ id, label }) => [id, label]))
  for (const { service, upstreams } of health.services) {
    const pool = await withConfig(cli, [], (config) => config.snapshot().pool(service))
    for (const one of upstreams) rows.push([labels.get(service) ?? service, ...rowOf(cli, one, pool)])
  }
  await cli.print.table(cli.messages.rules.lb.columns, rows, { right: [2, 4] })
}

const sayPolicy = (cli: Cli, { mode, options }: BalancingSettings): void => {
  const texts = cli.messages.rules.lb
  cli.print.line(fill(texts.policyLine, { mode, about: texts.policies[mode] }))
  if (mode === 'active-first') return
  const { failureThreshold: threshold, autoResetMinutes: minutes } = options
  cli.print.line(fill(minutes > 0 ? texts.options : texts.optionsForever, { threshold, minutes }))
}

const rowOf = (cli: Cli, health: UpstreamHealthView, pool: readonly Upstream[]): Row => {
  const texts = cli.messages.rules.lb
  const upstream = pool.find(({ name }) => name === health.upstream)
  const ejectedUntil = health.until === null ? texts.untilReset : showTime(health.until)
  const paused = pausedUntil(cli, upstream)
  const until = health.state === 'ejected' ? ejectedUntil : ''
  return [
    `${upstream?.active === true ? '* ' : ''}${health.upstream}`,
    upstream?.weight ?? 0,
    stateOf(cli, health, upstream),
    health.failures,
    paused === undefined ? until : showTime(paused),
    reasonText(cli, health.lastFailureReason, health.lastFailure ?? ''),
  ]
}

const stateOf = (cli: Cli, health: UpstreamHealthView, upstream: Upstream | undefined): string => {
  const { states } = cli.messages.rules.lb
  if (upstream?.enabled === false) return states.disabled
  return pausedUntil(cli, upstream) === undefined ? states[health.state] : states.paused
}

const pausedUntil = (cli: Cli, upstream: Upstream | undefined): number | undefined => {
  const until = upstream?.pausedUntil
  return until !== undefined && until > cli.clock.now() ? until : undefined
}
