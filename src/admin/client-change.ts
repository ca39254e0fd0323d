/** Points a client of this machine at CLP, or takes it back, on behalf of a page. The address is always CLP's own: nobody names another. */
import type { ClientChangeAnswer, ClientView } from '../contract/api-clients.ts'
import { type AttachPlan, carryOut, planDetach, planSetUp, resolveAttachment } from '../store/attach/attach.ts'
import { attachmentOf } from '../store/attach/attach-journal.ts'
import { attachView, clientState } from '../store/attach/attach-state.ts'
import { chooseToken } from '../store/attach/choose-token.ts'
import { ClientFileError, type ClientSetup } from '../store/attach/client-setup.ts'
import { accessDocument } from '../store/documents/access.ts'
import { AdminProblem, notFound } from './admin-problem.ts'
import type { AdminDeps } from './deps.ts'

export type ClientDeps = Pick<AdminDeps, 'clients' | 'config' | 'clock' | 'daemon' | 'access'>

/** Every client that can be set up and whose service listens. */
export const clientViews = (deps: ClientDeps): readonly ClientView[] =>
  deps.clients.setups.flatMap((setup) => {
    const listening = deps.daemon.listening().find(({ info }) => info.id === setup.service)
    return listening === undefined ? [] : [viewOf(deps, setup, listening.info)]
  })

export interface Change {
  readonly service: string
  readonly act: 'attach' | 'detach'
  readonly dryRun: boolean
}

/** Throws `not-found` for a service without such a client, `config-rejected` when its file cannot be changed as it stands. */
export const changeClient = async (deps: ClientDeps, { service, act, dryRun }: Change): Promise<ClientChangeAnswer> => {
  const setup = deps.clients.setups.find((one) => one.service === service)
  const before = clientViews(deps).find((view) => view.service === service)
  if (setup === undefined || before === undefined) throw notFound(`client of "${service}" that CLP can set up`)
  const { file, expected: address } = before
  try {
    if (!dryRun) await resolveAttachment(deps.clients.world, setup, file)
    const target = { setup, file, address, client: before.client }
    const plan = act === 'attach' ? planFor(deps, target) : planDetach(deps.clients.world, setup, file)
    if (plan !== undefined && !dryRun) await carryOut(deps.clients.world, plan)
    return answerOf(deps, { plan, service, setup, done: !dryRun })
  } catch (error) {
    if (!(error instanceof ClientFileError)) throw error
    throw new AdminProblem('config-rejected', `Cannot change "${file}": ${error.message}`)
  }
}

interface Target {
  readonly setup: ClientSetup
  readonly file: string
  readonly address: string
  readonly client: string
}

const planFor = (deps: ClientDeps, { setup, file, address, client }: Target): AttachPlan | undefined => {
  const { service } = setup
  const token = chooseToken({
    settings: deps.config.snapshot().get(accessDocument),
    service,
    description: `${client}: ${file}`,
    present: clientState(setup, file)?.token,
    given: undefined,
    guarded: deps.access.required(service),
    former: attachmentOf(deps.clients.world.home, { service, file }),
    now: deps.clock.now(),
  })
  return planSetUp(deps.clients.world, { setup, file, address, token })
}

interface Outcome {
  readonly plan: AttachPlan | undefined
  readonly service: string
  readonly setup: ClientSetup
  readonly done: boolean
}

const answerOf = (deps: ClientDeps, { plan, service, setup, done }: Outcome): ClientChangeAnswer => {
  const client = clientViews(deps).find((view) => view.service === service)
  if (client === undefined) throw notFound(`client of "${service}" that CLP can set up`)
  const left = plan?.left ?? []
  const keys = plan?.attachment.undo.keys.map(({ path }) => path.join('.')) ?? []
  return {
    client,
    keys: keys.filter((key) => !left.includes(key)),
    left,
    token: plan?.attachment.state === 'planned' ? plan.attachment.tokenName : null,
    wholeFile: plan !== undefined && (plan.before === undefined) !== (plan.text === undefined),
    limitsToolSearch: plan?.attachment.state === 'planned' && setup.limitsToolSearch,
    done,
  }
}

const viewOf = (
  deps: ClientDeps,
  setup: ClientSetup,
  { id, client, address }: { readonly id: string; readonly client: string; readonly address: string },
): ClientView => {
  const file = deps.clients.fileOf(setup)
  const { state, says, reason } = attachView(deps.clients.world.home, { setup, file, wanted: address })
  return { service: id, client, state, file, address: says?.address ?? null, expected: address, reason }
}
