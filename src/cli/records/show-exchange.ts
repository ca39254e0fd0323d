/** `clp logs show`: everything about one request. */
import {
  type AttemptView,
  type ExchangeDetail,
  exchangeDetailSchema,
  exchangePageSchema,
} from '../../contract/api/exchanges.ts'
import { saidText } from '../../contract/exchange.ts'
import { costText } from '../../contract/money/money-text.ts'
import { allTokens, formatCount, TOKEN_KINDS } from '../../contract/usage.ts'
import { failureReason } from '../../protocol/judge/failure-reason.ts'
import { remedyOf } from '../../protocol/judge/remedy.ts'
import { type Api, withQuery } from '../api/api-client.ts'
import { withRecordsApi } from '../api/offline-records.ts'
import type { Cli } from '../context/cli.ts'
import { wrongValue } from '../context/command.ts'
import { CliError } from '../context/exit.ts'
import { fill, type Values } from '../messages/fill.ts'
import { codeText, reasonText } from '../messages/reason-text.ts'
import { printable } from '../output/print.ts'
import { shortId, showDuration, showTime } from '../terminal/format.ts'

export interface ShowOptions {
  readonly body?: string
  /** Prints the bodies too: they hold what people wrote. */
  readonly bodies?: boolean
  readonly json?: boolean
}

const BODY_KINDS = ['request', 'sent', 'response'] as const
type BodyKind = (typeof BODY_KINDS)[number]

export const showExchange = async (cli: Cli, id: string, options: ShowOptions): Promise<void> => {
  const kind = options.body === undefined ? undefined : bodyKind(cli, options.body)
  await withRecordsApi(cli, async (api) => {
    if (api === undefined) throw new CliError(fill(cli.messages.records.logs.unknownId, { id }))
    const whole = await wholeId(cli, api, id)
    const detail = await api.ask(exchangeDetailSchema, { path: `/api/exchanges/${whole}` })
    if (kind !== undefined) await printBody(cli, api, detail, kind)
    else if (options.json === true) cli.print.json(detail)
    else await printDetail(cli, api, detail, options.bodies === true)
  })
}

const bodyKind = (cli: Cli, text: string): BodyKind =>
  BODY_KINDS.find((kind) => kind === text) ?? wrongValue(cli, '--body', text, cli.messages.records.logs.bodyExpected)

const UUID_LENGTH = 36
/** Hexadecimal digits and hyphen that hold the time of a UUIDv7 (RFC 9562 section 5.7). */
const TIME_PART = /^([0-9a-f]{8})-([0-9a-f]{4})/
/** The id is made a moment before or after the time is taken, in ms. */
const SLACK_MS = 1000

/**
 * The id that begins with this text, ready for a path. The beginning of our own ids holds the time, so only that moment is looked
 * through; any other text is an id as it stands.
 */
const wholeId = async (cli: Cli, api: Api, id: string): Promise<string> => {
  const time = id.length === UUID_LENGTH ? null : TIME_PART.exec(id.toLowerCase())
  if (time === null) return encodeURIComponent(id)
  const at = Number.parseInt(`${time[1]}${time[2]}`, 16)
  const query = { since: Math.max(0, at - SLACK_MS), until: at + SLACK_MS, limit: 500 }
  const { items } = await api.ask(exchangePageSchema, { path: withQuery('/api/exchanges', query) })
  const [found, second] = items.filter((item) => item.id.startsWith(id.toLowerCase()))
  if (second !== undefined) throw new CliError(fill(cli.messages.records.logs.ambiguous, { id }))
  return encodeURIComponent(found?.id ?? id)
}

const printBody = async (cli: Cli, api: Api, detail: ExchangeDetail, kind: BodyKind): Promise<void> => {
  const { bodies } = detail
  // A body that was sent as it was received is kept once.
  const stored = kind === 'sent' && bodies.sent === null ? 'request' : kind
  if (bodies[stored] === null) throw new CliError(cli.messages.records.logs.noBody)
  for await (const chunk of await api.bytes({ path: `/api/exchanges/${detail.id}/body/${stored}?decoded=1` })) {
    await cli.print.raw(chunk)
  }
}

const printDetail = async (cli: Cli, api: Api, detail: ExchangeDetail, bodies: boolean): Promise<void> => {
  const texts = cli.messages.records.logs.detail
  await cli.print.table(
    ['', ''],
    factsOf(cli, detail).filter(([, value]) => value !== ''),
  )
  await printAttempts(cli, detail)
  printChanges(cli, detail)
  printHeaders(cli, texts.requestHeaders, detail.requestHeaders)
  if (bodies) await printBodyText(cli, api, detail, 'request')
  printHeaders(cli, texts.sentHeaders, detail.sentHeaders ?? [])
  if (bodies) await printBodyText(cli, api, detail, 'sent')
  printHeaders(cli, texts.responseHeaders, detail.responseHeaders)
  if (bodies) await printBodyText(cli, api, detail, 'response')
  else if (BODY_KINDS.some((kind) => detail.bodies[kind] !== null)) {
    cli.print.note(fill(texts.bodiesHint, { id: shortId(detail.id) }))
  }
}

const factsOf = (cli: Cli, detail: ExchangeDetail): readonly (readonly [string, string])[] => {
  const { detail: texts, outcomes } = cli.messages.records.logs
  const { modelAsked, modelSent, query, firstByteMs, durationMs } = detail
  const times = { ms: firstByteMs === null ? '–' : Math.round(firstByteMs), total: Math.round(durationMs) }
  return [
    [texts.id, detail.id],
    [texts.time, `${showTime(detail.startedAt)}, ${fill(texts.firstByte, times)}`],
    [texts.request, `${detail.service}: ${detail.method} ${detail.path}${query === '' ? '' : `?${query}`}`],
    [texts.client, [detail.address, detail.token, detail.session].filter((part) => part).join(', ')],
    [texts.model, [modelAsked, modelSent === modelAsked ? null : modelSent].filter((part) => part).join(' → ')],
    [texts.outcome, fill(outcomes[detail.outcome.kind], outcomeValues(cli, detail))],
    [texts.usage, usageOf(cli, detail)],
    [texts.cost, costOf(detail)],
  ]
}

/** The amount, and the price it follows from. */
const costOf = ({ cost }: ExchangeDetail): string => {
  if (cost === null) return ''
  const details = [cost.rule, cost.class].filter((part) => part !== null && part !== '').join(', ')
  return `${costText(cost)}${details === '' ? '' : ` (${details})`}`
}

const outcomeValues = (cli: Cli, { outcome }: ExchangeDetail): Values => {
  if (outcome.kind === 'delivered' || outcome.kind === 'abandoned') return outcome
  const { why, ...values } = outcome
  return { ...values, reason: reasonText(cli, why, outcome.reason) }
}

const usageOf = (cli: Cli, { usage, usagePartial }: ExchangeDetail): string => {
  if (usage === null) return ''
  const { tokenKinds, reasoning, tokens } = cli.messages.records.usage
  const counts: readonly (readonly [string, number])[] = [
    ...TOKEN_KINDS.map((kind) => [tokenKinds[kind], usage[kind]] as const),
    [reasoning, usage.reasoning],
    [tokens, allTokens(usage)],
  ]
  const shown = counts.filter(([, count]) => count > 0).map(([name, count]) => `${name} ${formatCount(count)}`)
  const partial = usagePartial ? ` ${cli.messages.records.logs.detail.partial}` : ''
  return shown.join(', ') + partial
}

const printAttempts = async (cli: Cli, { attemptList }: ExchangeDetail): Promise<void> => {
  const texts = cli.messages.records.logs
  if (attemptList.length === 0) return
  heading(cli, texts.detail.attempts)
  const rows = attemptList.map((attempt) => [
    attempt.number,
    attempt.upstream,
    attemptOutcome(cli, attempt),
    showDuration(attempt.durationMs),
    codeText(cli, attempt.reason),
    attempt.url,
  ])
  await cli.print.table(texts.attemptColumns, rows, { right: [0, 3] })
  for (const attempt of attemptList) printFailure(cli, attempt)
}

/** Its upstream's own words, then what one can do. */
const printFailure = (cli: Cli, { number, said, outcome }: AttemptView): void => {
  const remedy = reasonText(cli, remedyOf(outcome), '')
  const words = said === undefined ? '' : printable(saidText(said))
  for (const line of [words, remedy].filter((text) => text !== '')) cli.print.line(`  ${number}: ${line}`)
}

const attemptOutcome = (cli: Cli, { outcome }: AttemptView): string => {
  const texts = cli.messages.records.logs.attemptOutcomes
  const reason = failureReason(outcome)
  if (outcome.kind === 'broken' && reason.code.startsWith('answer-')) {
    return `${reasonText(cli, reason, outcome.code)} (${outcome.code})`
  }
  if (outcome.kind !== 'answered') return fill(texts[outcome.kind], { ...outcome })
  return fill(outcome.unable === true ? texts.unable : texts.answered, { status: outcome.status })
}

/** Who makes the changes whose rules are codes of reasons. */
const TRANSLATION = 'translate'

const printChanges = (cli: Cli, { changes }: ExchangeDetail): void => {
  if (changes.length === 0) return
  heading(cli, cli.messages.records.logs.detail.changes)
  for (const { by, rule, target, removed, inserted } of changes) {
    if (by === TRANSLATION) {
      cli.print.line(`  ${printable(`${by} ${rule}: ${target}`)} (${codeText(cli, rule)})`)
      continue
    }
    const lengths = removed === undefined ? '' : ` (-${removed} +${inserted ?? 0})`
    cli.print.line(`  ${printable(`${by} ${rule}: ${target}${lengths}`)}`)
  }
}

const printHeaders = (cli: Cli, title: string, headers: readonly string[]): void => {
  if (headers.length === 0) return
  heading(cli, title)
  for (let index = 0; index + 1 < headers.length; index += 2) {
    cli.print.line(`  ${printable(`${headers[index] ?? ''}: ${headers[index + 1] ?? ''}`)}`)
  }
}

const printBodyText = async (cli: Cli, api: Api, detail: ExchangeDetail, kind: BodyKind): Promise<void> => {
  const { detail: texts } = cli.messages.records.logs
  const info = detail.bodies[kind]
  if (info === null || info.kept === 0) return
  const titles = { request: texts.requestBody, sent: texts.sentBody, response: texts.responseBody }
  const kept = info.truncated ? ` ${fill(texts.truncated, { kept: info.kept, size: info.size })}` : ''
  heading(cli, `${titles[kind]}${kept}`)
  const chunks: Uint8Array[] = []
  for await (const chunk of await api.bytes({ path: `/api/exchanges/${detail.id}/body/${kind}?decoded=1` }))
    chunks.push(chunk)
  cli.print.line(bodyText(cli, Buffer.concat(chunks)))
}

/** Line breaks and tabs are a body's own; everything else that could speak to the terminal is not shown. */
const bodyText = (cli: Cli, bytes: Uint8Array): string => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text
      .split('\n')
      .map((line) => printable(line.replaceAll('\t', '  ').replace(/\r$/, '')))
      .join('\n')
  } catch {
    return fill(cli.messages.records.logs.detail.binary, { size: bytes.byteLength })
  }
}

const heading = (cli: Cli, title: string): void => {
  cli.print.line()
  cli.print.line(title)
}
