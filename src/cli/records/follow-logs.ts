/** `clp logs --follow`: requests as they finish, over the live socket of the running daemon. */
import { WebSocket } from 'ws'
import type { LiveEvent, LiveRequest } from '../../contract/event.ts'
import { EMPTY_LIVE, type HubMessage, type LiveState, liveFromSnapshot, reduceLive } from '../../contract/live.ts'
import { formatCount, promptTokens } from '../../contract/usage.ts'
import { needDaemon } from '../api/api-client.ts'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { displayWidth } from '../output/display-width.ts'
import { printable } from '../output/print.ts'
import { SHORT_ID_LENGTH, shortId, showDuration, showTime } from '../terminal/format.ts'
import type { FilterOptions } from './log-query.ts'

/** Ends only by the end of the daemon (`CliError`) or of this process. */
export const followLogs = async (cli: Cli, options: FilterOptions & { readonly json?: boolean }): Promise<void> => {
  const { run } = await needDaemon(cli)
  const address = new URL('/ws/realtime', run.addresses.ui)
  address.protocol = 'ws:'
  const socket = new WebSocket(address, { headers: { 'x-clp-control': run.controlKey } })
  const show = (request: LiveRequest): void => {
    if (!isWanted(request, options)) return
    if (options.json === true) cli.print.jsonLine(request)
    else cli.print.line(lineOf(request, cli.messages.records.logs.broken))
  }
  await new Promise<void>((_resolve, reject) => {
    const ended = () => reject(new CliError(cli.messages.errors.notRunning, EXIT.notRunning))
    socket.once('close', ended)
    socket.once('error', ended)
    socket.on('message', readerOf(show))
  })
}

/** Takes messages of the hub, keeps the live picture, and hands on every request that has just finished. */
export const readerOf = (show: (request: LiveRequest) => void): ((data: unknown) => void) => {
  let state: LiveState = EMPTY_LIVE
  return (data) => {
    const message = JSON.parse(String(data)) as HubMessage
    if (message.type === 'ping' || message.type === 'pong') return
    if (message.type === 'snapshot') {
      state = liveFromSnapshot(message)
      return
    }
    const { seq, ...event } = message
    const before = state.recent[0]
    state = reduceLive(state, event as LiveEvent, seq)
    const [newest] = state.recent
    if (newest !== undefined && newest !== before) show(newest)
  }
}

/** The filter of the list, as far as a live request tells. */
export const isWanted = (request: LiveRequest, options: FilterOptions): boolean =>
  (options.service ?? request.service) === request.service &&
  (options.upstream ?? request.channel) === request.channel &&
  (options.model ?? request.model) === request.model &&
  (options.token ?? request.token) === request.token &&
  (options.session ?? request.session) === request.session &&
  request.path.includes(options.path ?? '') &&
  costsMore(request, options.costAbove) &&
  hasStatus(request, options.status)

const costsMore = ({ cost }: LiveRequest, dollars: string | undefined): boolean =>
  dollars === undefined || Number(cost?.nano ?? 0) > Number(dollars) * 1e9

const hasStatus = ({ status, status_code: code }: LiveRequest, wanted: string | undefined): boolean => {
  if (wanted === undefined) return true
  if (wanted === 'ok') return status === 'COMPLETED'
  if (wanted === 'failed') return status === 'FAILED'
  const shown = String(code ?? '')
  return wanted.endsWith('xx') ? shown.startsWith(wanted.slice(0, 1)) : shown === wanted
}

/** Nobody knows the rows to come, so the columns have widths that mostly fit. */
const WIDTHS = [19, SHORT_ID_LENGTH, 7, 14, 24, 10, 10, 15, 15]

const statusText = ({ status, status_code: code }: LiveRequest, broken: string): string =>
  status === 'FAILED' && code !== null && code < 400 ? fill(broken, { status: code }) : String(code ?? '')

/** `broken`: what is said of an answer that failed under a good status. */
const lineOf = (request: LiveRequest, broken: string): string => {
  const cells = [
    showTime(Date.parse(request.start_time)),
    shortId(request.request_id),
    request.service,
    request.channel,
    request.model ?? '',
    statusText(request, broken),
    showDuration(request.duration_ms),
    request.usage === null ? '' : formatCount(promptTokens(request.usage)),
    request.usage === null ? '' : formatCount(request.usage.output),
  ]
  const padded = cells.map((cell, index) => padTo(printable(cell), WIDTHS[index] ?? 0))
  return `${padded.join('  ')}  ${printable(`${request.method} ${request.path}${request.error === null ? '' : `  ${request.error}`}`)}`
}

const padTo = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - displayWidth(text)))
