/** What `clp attach` and `clp detach` do: plan, show, ask, carry out. */

import { CLIENT_IDS } from '../../contract/client-ids.ts'
import { type AttachPlan, carryOut, planDetach, planSetUp } from '../../setup/attach/attach.ts'
import { type Attachment, attachmentOf } from '../../setup/attach/attach-journal.ts'
import { attachNotes } from '../../setup/attach/attach-notes.ts'
import { clientState } from '../../setup/attach/attach-state.ts'
import { type ChosenToken, chooseToken } from '../../setup/attach/choose-token.ts'
import { proxyInTheWay } from '../../setup/attach/no-proxy.ts'
import { shellOverrides } from '../../setup/attach/override.ts'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { reasonText } from '../messages/reason-text.ts'
import { confirm } from '../terminal/confirm.ts'
import { diffLines } from '../terminal/line-diff.ts'
import { createAttachContext, explaining } from './attach-context.ts'
import { accessSettings, clientOf, type Target, type TargetOptions, targetOf } from './client-target.ts'

export interface AttachOptions extends TargetOptions {
  readonly limits?: boolean
}

export interface ChangeOptions {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

export const attachClient = async (
  cli: Cli,
  name: string | undefined,
  options: ChangeOptions & AttachOptions,
): Promise<void> => {
  const texts = cli.messages.clients
  if (name === undefined) {
    throw new CliError(fill(texts.missingClient, { clients: CLIENT_IDS.join(', ') }), EXIT.usage)
  }
  const target = await targetOf(cli, name, options)
  const { setup, file, address } = target
  const { limits = false } = options
  if (limits && setup.showsLimits !== true) throw new CliError(fill(texts.noLimits, { client: setup.name }), EXIT.usage)
  const plan = await explaining(cli, target, () => planFor(cli, target, limits))
  if (plan === undefined || plan.text === plan.before) {
    showNotes(cli, target, plan)
    if (options.json) cli.print.json({ ...told(target, plan), done: true })
    else cli.print.line(fill(texts.attach.already, { client: setup.name, address }))
    return
  }
  showPlan(cli, plan, options)
  showNotes(cli, target, plan)
  await tellOfService(cli, target, options)
  if (!options.dryRun) {
    const question = fill(texts.attach.question, { file })
    await confirm(cli, { question, saidYes: options.yes ?? false, hint: texts.dryRunHint })
    await carryOut(createAttachContext(cli), plan)
  }
  if (options.json) cli.print.json({ ...told(target, plan), done: !options.dryRun })
  else if (!options.dryRun) {
    cli.print.line(fill(texts.attach.done, { client: setup.name, address, service: setup.id }))
  }
}

export const detachClient = async (cli: Cli, name: string, options: ChangeOptions): Promise<void> => {
  const texts = cli.messages.clients
  const { service, setup, file } = await clientOf(cli, name)
  const plan = await explaining(cli, { file, address: '' }, () => planDetach(createAttachContext(cli), setup, file))
  if (plan === undefined) {
    if (options.json) cli.print.json({ service: service.id, file, changes: [], left: [], done: true })
    else cli.print.line(fill(texts.detach.nothing, { file }))
    return
  }
  showPlan(cli, plan, options)
  if (plan.left.length > 0) cli.print.note(fill(texts.attach.left, { keys: plan.left.join(', ') }))
  if (!options.dryRun) {
    const question = fill(texts.detach.question, { file })
    await confirm(cli, { question, saidYes: options.yes ?? false, hint: texts.dryRunHint })
    await carryOut(createAttachContext(cli), plan)
  }
  const { left } = plan
  if (options.json) cli.print.json({ service: service.id, file, changes: changesOf(plan), left, done: !options.dryRun })
  else if (!options.dryRun) cli.print.line(fill(texts.detach.done, { client: setup.name }))
}

/** Undefined when the person has set the client up by hand, and well. */
const planFor = async (cli: Cli, target: Target, limits: boolean): Promise<AttachPlan | undefined> => {
  const { setup, file, address, client, withoutCredential } = target
  const former = attachmentOf(cli.home, { service: setup.service, file })
  if (former !== undefined && former.state !== 'done') {
    throw new CliError(fill(cli.messages.clients.fileFails.halfDone, { file }))
  }
  const token = await tokenFor(cli, target, former)
  const ownLogin = withoutCredential !== undefined
  return planSetUp(createAttachContext(cli), { setup, client, address, token, ownLogin, limits })
}

/** The token that was given; else the one that is there, if it is good; else a new one, where one is asked for. */
const tokenFor = async (cli: Cli, target: Target, former: Attachment | undefined): Promise<ChosenToken> =>
  chooseToken({
    settings: await accessSettings(cli),
    service: target.service.id,
    client: target.setup.id,
    description: `${target.setup.name}: ${target.file}`,
    present: clientState(target.setup, target.file)?.token,
    given: target.given,
    guarded: target.guarded,
    former,
    now: cli.clock.now(),
  })

const changesOf = (plan: Pick<AttachPlan, 'before' | 'text'>) => diffLines(plan.before ?? '', plan.text ?? '')

const told = (target: Target, plan: AttachPlan | undefined) => ({
  service: target.service.id,
  client: target.setup.id,
  file: target.file,
  address: target.address,
  token: plan?.attachment.tokenName ?? null,
  changes: plan === undefined ? [] : changesOf(plan),
  notes: notesOf(target, plan),
})

/** Where nothing is to be changed, the file says what it would say. */
const notesOf = (target: Target, plan: AttachPlan | undefined) => attachNotes(target, plan ?? { before: '', text: '' })

const showPlan = (cli: Cli, plan: AttachPlan, { json = false }: ChangeOptions): void => {
  if (json) return
  cli.print.line(plan.file)
  if (plan.text === undefined) cli.print.line(fill(cli.messages.clients.detach.removed, { file: plan.file }))
  for (const { line, lines } of changesOf(plan)) {
    cli.print.line(`@@ ${fill(cli.messages.clients.line, { line })} @@`)
    for (const one of lines) cli.print.line(one)
  }
  cli.print.line()
}

/** A client may be pointed at a service that nobody has upstreams for yet. */
const tellOfService = async (cli: Cli, { service }: Target, options: TargetOptions): Promise<void> => {
  if (options.address !== undefined || (await cli.services()).some(({ id }) => id === service.id)) return
  cli.print.note(fill(cli.messages.clients.attach.serviceOff, { label: service.label, service: service.id }))
}

const showNotes = (cli: Cli, target: Target, plan: AttachPlan | undefined): void => {
  const texts = cli.messages.clients.attach
  const { setup, address } = target
  const client = setup.name
  if (plan?.newToken !== undefined) cli.print.note(fill(texts.token, { name: plan.newToken.name, client }))
  for (const note of notesOf(target, plan)) cli.print.note(fill(texts.note, { text: reasonText(cli, note, note.code) }))
  const variables = shellOverrides(setup, target.client)
  if (variables.length > 0) cli.print.note(fill(texts.overridden, { client, variables: variables.join(', ') }))
  const proxy = proxyInTheWay(cli.environment, address)
  if (proxy !== undefined) cli.print.note(fill(texts.proxy, { variable: proxy, client }))
  if (plan === undefined || plan.text === undefined) return
  for (const { value } of setup.read(plan.text).faults) cli.print.note(fill(texts.elsewhere, { client, value }))
}
