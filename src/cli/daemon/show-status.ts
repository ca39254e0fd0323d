/** What `clp status` says: from the running daemon, or from the documents while it sleeps. */
import { join } from 'node:path'
import { metersAnswerSchema } from '../../contract/api/meters.ts'
import { type Notice, type ServiceStatus, type Status, statusSchema } from '../../contract/api/status.ts'
import { OUTPUT_LOG } from '../../daemon/supervisor/detach.ts'
import { readSupervisorNote, type SupervisorNote } from '../../daemon/supervisor/supervisor-note.ts'
import { readDrainingDaemons } from '../../process/draining-daemons.ts'
import { lockHolder } from '../../process/lock.ts'
import { checkIdentity } from '../../process/process-identity.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import type { DocumentFault } from '../../store/config/fault.ts'
import { type DaemonClient, findDaemon } from '../api/api-client.ts'
import { withConfig } from '../api/documents.ts'
import type { Cli } from '../context/cli.ts'
import { EXIT, type ExitCode } from '../context/exit.ts'
import { faultText } from '../documents/fault-text.ts'
import { fill } from '../messages/fill.ts'
import { complaintText, placedText, reasonText } from '../messages/reason-text.ts'
import { showSpan } from '../terminal/format.ts'
import { addLine } from '../upstreams/add-line.ts'
import { quotaLines } from '../upstreams/show-quota.ts'
import { showNodeAdvice } from './node-advice.ts'

/** Returns the exit code: a CLP that does not run is an answer, and a script can tell by the code. */
export const showStatus = async (cli: Cli, json: boolean): Promise<ExitCode> => {
  const client = await findDaemon(cli)
  if (client === undefined) return showAsleep(cli, json)
  const status = await client.ask(statusSchema, { path: '/api/status' })
  if (json) cli.print.json({ running: true, ...status })
  else await showRunning(cli, client, status)
  return EXIT.done
}

const showRunning = async (cli: Cli, client: DaemonClient, status: Status): Promise<void> => {
  const texts = cli.messages.daemon.status
  const { version, pid, uptimeMs } = status
  cli.print.line(fill(texts.running, { version, pid, uptime: showSpan(uptimeMs, cli.messages) }))
  cli.print.line(fill(texts.home, { home: status.home }))
  cli.print.line()
  const rows = status.services.map((service) => serviceRow(cli, service))
  await cli.print.table(texts.columns, [...rows, [texts.ui, client.run.addresses.ui]])
  await showQuotas(cli, client)
  await showNotices(cli, status)
  showNodeAdvice(cli, status.nodeVersion)
}

/** What upstreams say of their plans, where one does. */
const showQuotas = async (cli: Cli, client: DaemonClient): Promise<void> => {
  const { meters } = await client.ask(metersAnswerSchema, { path: '/api/meters' })
  const lines = quotaLines(cli, meters)
  if (lines.length === 0) return
  cli.print.line()
  cli.print.line(cli.messages.quota.heading)
  for (const line of lines) cli.print.line(`  ${line}`)
}

const serviceRow = (cli: Cli, service: ServiceStatus): readonly string[] => {
  const texts = cli.messages.daemon.status
  return [
    service.label,
    service.address,
    service.active ?? texts.noActive,
    service.running ? texts.states[service.state] : texts.states.closed,
    fill(texts.upstreams, { ...service.upstreams }),
  ]
}

const showNotices = async (cli: Cli, status: Status): Promise<void> => {
  const shelf = await cli.services()
  // Many use one service only: the table says that the other one is empty, and that needs nobody's attention.
  const inUse = status.services.some(({ upstreams }) => upstreams.total > 0)
  const shown = status.notices.filter(({ code }) => code !== 'no-upstream' || !inUse)
  const lines = [...shown.map((notice) => noticeLines(cli, shelf, notice)), ...unmentioned(cli, status)]
  showAttention(cli, lines)
}

const showAttention = (cli: Cli, entries: readonly (readonly string[])[]): void => {
  if (entries.length === 0) return
  cli.print.line()
  cli.print.line(cli.messages.daemon.status.attention)
  for (const [first = '', ...rest] of entries) {
    cli.print.line(`  ! ${first}`)
    for (const line of rest) cli.print.line(`    ${line}`)
  }
}

const noticeLines = (cli: Cli, shelf: readonly ClientService[], notice: Notice): readonly string[] => {
  const { code, params, message, fix } = notice
  const service = shelf.find(({ id }) => id === params['service'])
  const labelled = service === undefined ? params : { ...params, service: service.label }
  const { file, line, column } = params
  const place = `${file}:${line}:${column}`
  const sentence = fill(cli.messages.notices[code], { message, place, ...labelled, ...toldReason(cli, notice) })
  const command = code === 'no-upstream' && service !== undefined ? addLine(service) : fix?.command
  return command ? [sentence, fill(cli.messages.daemon.status.mend, { command })] : [sentence]
}

/** The parameter `reason` in the user's language. */
const toldReason = (cli: Cli, { code, params, why }: Notice): { readonly reason?: string } => {
  const { reason, field, line, column } = params
  if (typeof reason !== 'string') return {}
  if (typeof field !== 'string') return { reason: reasonText(cli, why, reason) }
  const complaint = { field, why, reason }
  // The sentences about single entries begin with the place.
  const names = code === 'config-rejected' || code === 'config-defaults' || code === 'config-unusable'
  const at = { line: Number(line), column: Number(column) }
  return { reason: names ? placedText(cli, { ...complaint, ...at }) : complaintText(cli, complaint) }
}

/** Rejections that no notice speaks of. */
const unmentioned = (cli: Cli, status: Status): readonly (readonly string[])[] => {
  const mentioned = new Set(status.notices.map((notice) => notice.params['document']))
  return status.rejections
    .filter(({ document }) => !mentioned.has(document))
    .map((rejection) => rejectionLines(cli, rejection))
}

type Rejected = Status['rejections'][number]

const rejectionLines = (cli: Cli, rejection: Rejected): readonly string[] => {
  const texts = cli.messages.daemon.status
  const sentence = fill(texts.rejected, { file: rejection.file, reason: complaintText(cli, rejection) })
  const { line, field } = rejection
  if (line > 0 && field !== '') return [sentence, fill(texts.place, { line, field })]
  if (line > 0) return [sentence, fill(texts.placeLine, { line })]
  return field === '' ? [sentence] : [sentence, fill(texts.placeField, { field })]
}

/** What the processes that are left have to say: a crash, requests of a former daemon. */
const processLines = (cli: Cli, note: SupervisorNote | undefined): readonly string[] => {
  const texts = cli.messages.daemon.status
  const former = readDrainingDaemons(cli.home).map(({ pid, openRequests: count }) => fill(texts.former, { pid, count }))
  const crash = crashOf(note)
  if (crash === undefined) return former
  if (!crash.gaveUp) return [fill(texts.crashed, { reason: crash.reason }), ...former]
  const file = join(cli.home.run, OUTPUT_LOG)
  return [fill(texts.gaveUp, { count: crash.inRow, reason: crash.reason }), fill(texts.gaveUpNext, { file }), ...former]
}

/** The crash after which nothing runs now; `gaveUp`: nobody starts CLP again. */
const crashOf = (note: SupervisorNote | undefined) =>
  note === undefined || note.lastAt === 0
    ? undefined
    : {
        gaveUp: note.state === 'gave-up',
        restarts: note.restarts,
        inRow: note.inRow,
        at: note.lastAt,
        reason: note.lastReason,
      }

/** The supervisor's note, if what it says still holds. */
const presentNote = async (cli: Cli): Promise<SupervisorNote | undefined> => {
  const note = readSupervisorNote(cli.home.supervisorFile)
  if (note === undefined || note.state === 'gave-up') return note
  return (await checkIdentity(note)) === 'gone' ? undefined : note
}

const showAsleep = async (cli: Cli, json: boolean): Promise<ExitCode> => {
  const texts = cli.messages.daemon.status
  const [starting, note, services, { states, rejections, faults }] = await Promise.all([
    lockHolder(cli.home),
    presentNote(cli),
    cli.services(),
    readAsleep(cli),
  ])
  if (json) {
    const crash = crashOf(note)
    cli.print.json({
      running: false,
      home: cli.home.root,
      services: states,
      rejections,
      faults,
      ...(crash && { crash }),
    })
    return EXIT.notRunning
  }
  cli.print.line(starting === undefined ? texts.notRunning : fill(texts.starting, { pid: starting }))
  for (const line of processLines(cli, note)) cli.print.line(line)
  cli.print.line(fill(texts.home, { home: cli.home.root }))
  cli.print.line()
  const rows = states.map(({ id, active, upstreams }) => [
    services.find((service) => service.id === id)?.label ?? id,
    active ?? texts.noActive,
    fill(texts.enabledOf, upstreams),
  ])
  await cli.print.table(texts.columnsDown, rows)
  showAttention(cli, [
    ...rejections.map((rejection) => rejectionLines(cli, rejection)),
    ...faults.map((fault) => [faultText(cli, fault)]),
  ])
  return EXIT.notRunning
}

interface ServiceAsleep {
  readonly id: string
  readonly active: string | null
  readonly upstreams: { readonly total: number; readonly enabled: number }
}

interface Asleep {
  readonly states: readonly ServiceAsleep[]
  readonly rejections: readonly Rejected[]
  readonly faults: readonly DocumentFault[]
}

const readAsleep = async (cli: Cli): Promise<Asleep> => {
  const services = await cli.services()
  const { documents } = await import('../../store/documents/index.ts')
  return withConfig(cli, documents, (config) => {
    const snapshot = config.snapshot()
    const states = services.map(({ id }) => {
      const pool = snapshot.pool(id)
      const upstreams = { total: pool.length, enabled: pool.filter(({ enabled }) => enabled).length }
      return { id, active: snapshot.active(id)?.name ?? null, upstreams }
    })
    return { states, rejections: config.rejections(), faults: config.faults() }
  })
}
