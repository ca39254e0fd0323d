/** What `clp attach` and `clp detach` do: plan, show, ask, carry out. */
import { type AttachPlan, carryOut, planDetach, planSetUp } from '../../setup/attach/attach.ts'
import { type Attachment, attachmentOf } from '../../setup/attach/attach-journal.ts'
import { clientState } from '../../setup/attach/attach-state.ts'
import { type ChosenToken, chooseToken } from '../../setup/attach/choose-token.ts'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { confirm } from '../terminal/confirm.ts'
import { diffLines } from '../terminal/line-diff.ts'
import { createAttachContext, explaining } from './attach-context.ts'
import { accessSettings, clientOf, type Target, type TargetOptions, targetOf } from './client-target.ts'

export interface ChangeOptions {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

export const attachClient = async (
  cli: Cli,
  name: string | undefined,
  options: ChangeOptions & TargetOptions,
): Promise<void> => {
  const texts = cli.messages.clients
  if (name === undefined) {
    const services = (await cli.services()).map(({ id }) => id).join(', ')
    throw new CliError(fill(texts.missingService, { services }), EXIT.usage)
  }
  const target = await targetOf(cli, name, options)
  const { service, file, address } = target
  const plan = await explaining(cli, target, () => planFor(cli, target))
  if (plan === undefined || plan.text === plan.before) {
    if (options.json) cli.print.json({ ...told(target, plan), done: true })
    else cli.print.line(fill(texts.attach.already, { client: service.client, address }))
    return
  }
  showPlan(cli, plan, options)
  showNotes(cli, target, plan)
  if (!options.dryRun) {
    const question = fill(texts.attach.question, { file })
    await confirm(cli, { question, saidYes: options.yes ?? false, hint: texts.dryRunHint })
    await carryOut(createAttachContext(cli), plan)
  }
  if (options.json) cli.print.json({ ...told(target, plan), done: !options.dryRun })
  else if (!options.dryRun) {
    cli.print.line(fill(texts.attach.done, { client: service.client, address, service: service.id }))
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
  else if (!options.dryRun) cli.print.line(fill(texts.detach.done, { client: service.client }))
}

/** Undefined when the person has set the client up by hand, and well. */
const planFor = async (cli: Cli, target: Target): Promise<AttachPlan | undefined> => {
  const { setup, file, address } = target
  const former = attachmentOf(cli.home, { service: setup.service, file })
  if (former !== undefined && former.state !== 'done') {
    throw new CliError(fill(cli.messages.clients.fileFails.halfDone, { file }))
  }
  const token = await tokenFor(cli, target, former)
  return planSetUp(createAttachContext(cli), { setup, file, address, token })
}

/** The token that was given; else the one that is there, if it is good; else a new one, where one is asked for. */
const tokenFor = async (cli: Cli, target: Target, former: Attachment | undefined): Promise<ChosenToken> =>
  chooseToken({
    settings: await accessSettings(cli),
    service: target.service.id,
    description: `${target.service.client}: ${target.file}`,
    present: clientState(target.setup, target.file)?.token,
    given: target.given,
    guarded: target.guarded,
    former,
    now: cli.clock.now(),
  })

const changesOf = (plan: Pick<AttachPlan, 'before' | 'text'>) => diffLines(plan.before ?? '', plan.text ?? '')

const told = ({ service, file, address }: Target, plan: AttachPlan | undefined) => ({
  service: service.id,
  file,
  address,
  token: plan?.attachment.tokenName ?? null,
  changes: plan === undefined ? [] : changesOf(plan),
})

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

const showNotes = (cli: Cli, { service, setup }: Target, plan: AttachPlan): void => {
  const texts = cli.messages.clients.attach
  const { client } = service
  const text = plan.text ?? ''
  if (plan.newToken !== undefined) cli.print.note(fill(texts.token, { name: plan.newToken.name, client }))
  const variables = setup.overriddenBy.filter((name) => cli.environment[name])
  if (variables.length > 0) cli.print.note(fill(texts.overridden, { client, variables: variables.join(', ') }))
  for (const { value } of setup.read(text).faults) cli.print.note(fill(texts.elsewhere, { client, value }))
}
