/** `clp lb mode`, `reset`, `pause` and `resume`. */

import { readExpiry } from '../../codec/text/expiry.ts'
import { healthStateSchema } from '../../contract/api/upstreams.ts'
import { POLICY_IDS } from '../../contract/settings.ts'
import { editObject, put } from '../../store/config/json-edit.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'
import { pauseUpstream, resumeUpstream } from '../../store/documents/upstream-edits.ts'
import { changeDocument } from '../api/document-writes.ts'
import { settingsInForce, withConfig } from '../api/documents.ts'
import { withRulesApi } from '../api/offline-rules.ts'
import type { Cli } from '../context/cli.ts'
import { knownService, wrongValue } from '../context/command.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { readSpan, showTime, UNTIL_EXAMPLES } from '../terminal/format.ts'
import { changeUpstreams } from '../upstreams/upstream-change.ts'
import { namingOf } from '../upstreams/upstream-commands.ts'

export interface PauseOptions {
  readonly until?: string
  readonly for?: string
}

export const changeMode = async (cli: Cli, given: string): Promise<void> => {
  const texts = cli.messages.rules.lb
  const expected = fill(texts.modeExpected, { choices: POLICY_IDS.join(', ') })
  const mode = POLICY_IDS.find((id) => id === given) ?? wrongValue(cli, texts.policy, given, expected)
  const before = (await settingsInForce(cli, balancingDocument)).mode
  await changeDocument(cli, balancingDocument, (text) =>
    editObject('the present balancing settings', text, (plain) => put(plain, ['mode'], mode)),
  )
  cli.print.line(fill(before === mode ? texts.modeAlready : texts.modeDone, { mode }))
}

/** One upstream, or all of the service. */
export const resetHealth = async (cli: Cli, id: string, name: string | undefined): Promise<void> => {
  const service = await knownService(cli, id)
  const texts = cli.messages.rules.lb
  if (name !== undefined) await requireUpstream(cli, id, name)
  await withRulesApi(cli, (api) =>
    api.ask(healthStateSchema, {
      method: 'POST',
      path: `/api/services/${service.id}/reset`,
      body: name === undefined ? {} : { upstream: name },
    }),
  )
  const values = { label: service.label, name }
  cli.print.line(fill(name === undefined ? texts.resetDone : texts.resetOneDone, values))
}

export const pause = async (cli: Cli, id: string, name: string, options: PauseOptions): Promise<void> => {
  const naming = await namingOf(cli, id, name)
  const texts = cli.messages.rules.lb
  const until = untilOf(cli, options)
  await changeUpstreams(cli, naming, (text) => pauseUpstream(text, name, until))
  cli.print.line(fill(texts.pauseDone, { ...naming, time: showTime(until) }))
  const { mode } = await settingsInForce(cli, balancingDocument)
  const active = await withConfig(cli, [], (config) => config.snapshot().active(naming.service)?.name)
  if (mode === 'active-first' && active === name) cli.print.note(fill(texts.pauseActive, naming))
}

export const resume = async (cli: Cli, id: string, name: string): Promise<void> => {
  const naming = await namingOf(cli, id, name)
  const { resumeDone, resumeAlready } = cli.messages.rules.lb
  const changed = await changeUpstreams(cli, naming, (text) => resumeUpstream(text, name))
  cli.print.line(fill(changed ? resumeDone : resumeAlready, naming))
}

/** Throws a usage error for what is no time in the future. */
const untilOf = (cli: Cli, options: PauseOptions): number => {
  const now = cli.clock.now()
  const expected = fill(cli.messages.rules.lb.timeExpected, { examples: UNTIL_EXAMPLES })
  if (options.for !== undefined) {
    const span = readSpan(options.for)
    return span === undefined || span === 0 ? wrongValue(cli, '--for', options.for, '30m, 2h, 1d') : now + span
  }
  if (options.until === undefined) return endOfDay(now)
  const until = readExpiry(options.until)
  return until === undefined || until <= now ? wrongValue(cli, '--until', options.until, expected) : until
}

/** The next local midnight: "out for today". */
const endOfDay = (now: number): number => {
  const date = new Date(now)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime()
}

const requireUpstream = async (cli: Cli, id: string, name: string): Promise<void> => {
  const naming = await namingOf(cli, id, name)
  const names = await withConfig(cli, [], (config) =>
    config
      .snapshot()
      .pool(id)
      .map((upstream) => upstream.name),
  )
  if (names.includes(name)) return
  const texts = cli.messages.upstreams
  throw new CliError(fill(texts.unknown, naming), EXIT.failed, { hints: [fill(texts.unknownHint, naming)] })
}
