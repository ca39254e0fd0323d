/** `clp route show` and `clp route test`. */
import { type RouteTryAnswer, routeTryAnswerSchema } from '../../contract/api/documents.ts'
import type { RoutingSettings } from '../../contract/settings.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import { settingsInForce } from '../api/documents.ts'
import { withRulesApi } from '../api/offline-rules.ts'
import type { Cli } from '../context/cli.ts'
import { knownService } from '../context/command.ts'
import { fill } from '../messages/fill.ts'
import { codeText } from '../messages/reason-text.ts'
import { serviceLabels } from '../upstreams/service-labels.ts'

export const showRouting = async (cli: Cli, { json = false }: { readonly json?: boolean }): Promise<void> => {
  const settings = await settingsInForce(cli, routingDocument)
  if (json) {
    cli.print.json(settings)
    return
  }
  const texts = cli.messages.rules.route
  cli.print.line(fill(texts.mode, { mode: texts.modes[settings.mode] }))
  if (settings.mode === 'default') return
  cli.print.line()
  const pins = settings.mode === 'config-mapping'
  const label = await serviceLabels(cli)
  const rows = pins ? pinRows(cli, settings, label) : mappingRows(cli, settings, label)
  if (rows.length === 0) cli.print.line(texts.noRules)
  else await cli.print.table(pins ? texts.pins : texts.mappings, rows)
}

export const testRoute = async (
  cli: Cli,
  id: string,
  model: string,
  { json = false }: { readonly json?: boolean },
): Promise<void> => {
  const { id: service } = await knownService(cli, id)
  const answer = await withRulesApi(cli, (api) =>
    api.ask(routeTryAnswerSchema, { method: 'POST', path: '/api/routing/try', body: { service, model } }),
  )
  if (json) cli.print.json(answer)
  else await showAnswer(cli, answer)
}

const showAnswer = async (cli: Cli, answer: RouteTryAnswer): Promise<void> => {
  const texts = cli.messages.rules.route
  const { asked, mode, policy, pinned, candidates, left } = answer
  cli.print.line(fill(texts.asked, { model: asked, mode, policy }))
  if (pinned !== null) {
    const { upstream, rule } = pinned
    cli.print.line(fill(pinned.fallback ? texts.pinnedFallback : texts.pinned, { upstream, rule }))
  }
  cli.print.line()
  const rows = candidates.map((candidate, index) => [
    index + 1,
    candidate.upstream,
    candidate.model,
    candidate.rule,
    codeText(cli, candidate.reason),
  ])
  if (rows.length === 0) cli.print.line(texts.nobody)
  else await cli.print.table(texts.columns, rows, { right: [0] })
  if (left.length === 0) return
  cli.print.line()
  cli.print.line(texts.left)
  for (const { upstream, reason } of left) cli.print.line(`  ${upstream}: ${codeText(cli, reason)}`)
}

const stateOf = (cli: Cli, rule: { readonly enabled?: boolean | undefined }): string =>
  rule.enabled === false ? cli.messages.rules.filter.off : cli.messages.rules.filter.on

type Label = (service: string) => string

const mappingRows = (cli: Cli, { modelMappings }: RoutingSettings, label: Label) => {
  const texts = cli.messages.rules.route
  return Object.entries(modelMappings).flatMap(([service, rules]) =>
    rules.map((rule) => [
      label(service),
      rule.source_type === 'config' ? texts.sourceConfig : texts.sourceModel,
      rule.source,
      rule.target,
      stateOf(cli, rule),
    ]),
  )
}

const pinRows = (cli: Cli, { configMappings }: RoutingSettings, label: Label) => {
  const { yes, no } = cli.messages.format
  return Object.entries(configMappings).flatMap(([service, rules]) =>
    rules.map((rule) => [
      label(service),
      rule.model,
      rule.config,
      rule.fallback === true ? yes : no,
      stateOf(cli, rule),
    ]),
  )
}
