/** `clp filter list` and `clp filter test`. */
import { readFileSync } from 'node:fs'
import { withMaskedWords } from '../../admin/writes/word-masks.ts'
import { type FilterStep, type FilterTryAnswer, filterTryAnswerSchema } from '../../contract/api/documents.ts'
import { maskSchema } from '../../contract/mask.ts'
import type { Filter } from '../../proxy/filters/filter.ts'
import { filters } from '../../proxy/filters/index.ts'
import { settingsInForce } from '../api/documents.ts'
import { withRulesApi } from '../api/offline-rules.ts'
import type { Cli } from '../context/cli.ts'
import { knownService, wrongValue } from '../context/command.ts'
import { CliError } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { reasonText } from '../messages/reason-text.ts'
import { printable, type Row } from '../output/print.ts'
import { readAll } from '../terminal/read-secret.ts'

export interface FilterTestOptions {
  readonly method?: string
  readonly header?: readonly string[]
  readonly body?: string
  readonly json?: boolean
}

export const listFilters = async (cli: Cli, { json = false }: { readonly json?: boolean }): Promise<void> => {
  const written: { readonly filter: Filter; readonly settings: object }[] = []
  for (const filter of filters) written.push({ filter, settings: await settingsInForce(cli, filter.document) })
  if (json) {
    cli.print.json(Object.fromEntries(written.map(({ filter, settings }) => [filter.id, shown(filter, settings)])))
    return
  }
  const texts = cli.messages.rules.filter
  const rows: Row[] = written.flatMap(({ filter, settings }) =>
    filter
      .rules(settings)
      .map(({ rule, on, what }) => [
        nameOf(cli, filter.id),
        rule,
        on ? texts.on : texts.off,
        reasonText(cli, what, what.code),
      ]),
  )
  if (rows.length === 0) cli.print.line(texts.empty)
  else await cli.print.table(texts.columns, rows)
}

/** Words of masks are shown masked; `clp config export --secrets` has them in clear. */
const shown = ({ id }: Filter, settings: object): object =>
  id === 'mask' ? withMaskedWords(maskSchema.parse(settings)) : settings

export const testFilters = async (cli: Cli, id: string, path: string, options: FilterTestOptions): Promise<void> => {
  const { id: service } = await knownService(cli, id)
  const request = {
    service,
    method: options.method ?? 'POST',
    path,
    headers: (options.header ?? []).flatMap((line) => headerPair(cli, line)),
    body: await bodyOf(cli, options.body ?? ''),
  }
  const answer = await withRulesApi(cli, (api) =>
    api.ask(filterTryAnswerSchema, { method: 'POST', path: '/api/filters/try', body: request }),
  )
  if (options.json === true) cli.print.json(answer)
  else await showAnswer(cli, request.body, answer)
}

const showAnswer = async (cli: Cli, body: string, answer: FilterTryAnswer): Promise<void> => {
  const texts = cli.messages.rules.filter
  const { blocked } = answer
  if (blocked === null) cli.print.line(texts.passes)
  else {
    const { filter, rule, status, message, why } = blocked
    const values = { filter: nameOf(cli, filter), rule, status, message: reasonText(cli, why, message) }
    cli.print.line(fill(texts.blocked, values))
  }
  if (answer.steps.length > 0) {
    cli.print.line()
    await cli.print.table(
      texts.steps,
      answer.steps.map((step) => stepRow(cli, step)),
    )
  }
  if (blocked !== null || answer.body === body) return
  cli.print.line()
  cli.print.line(texts.bodyAfter)
  cli.print.line(answer.body.split('\n').map(printable).join('\n'))
}

const stepRow = (cli: Cli, step: FilterStep): Row => [
  nameOf(cli, step.filter),
  step.rule,
  cli.messages.rules.filter.effects[step.effect],
  step.target,
  reasonText(cli, step.why, step.reason),
]

const nameOf = (cli: Cli, filter: string): string => {
  const names: Readonly<Record<string, string>> = cli.messages.rules.filter.names
  return names[filter] ?? filter
}

const headerPair = (cli: Cli, line: string): readonly [string, string] => {
  const match = /^([^\s:]+):\s*(.*)$/.exec(line)
  if (match === null) return wrongValue(cli, '--header', line, cli.messages.rules.filter.headerExpected)
  return [match[1] ?? '', match[2] ?? '']
}

/** The text itself, `-` for standard input, `@file` for a file. */
const bodyOf = async (cli: Cli, given: string): Promise<string> => {
  if (given === '-') return readAll(cli)
  if (!given.startsWith('@')) return given
  const file = given.slice(1)
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new CliError(fill(cli.messages.errors.unreadable, { file, reason }))
  }
}
