/** Points a client of this machine at CLP, or takes it back, on behalf of a page. The address is always CLP's own: nobody names another. */
import type { ClientChangeAnswer, ClientView } from '../../contract/api/clients.ts'
import type { ClientNote } from '../../contract/reason/client-reasons.ts'
import type { ServiceInfo } from '../../contract/service.ts'
import { type AttachPlan, carryOut, planDetach, planSetUp, resolveAttachment } from '../../setup/attach/attach.ts'
import { attachmentOf } from '../../setup/attach/attach-journal.ts'
import { attachNotes, type NoteQuestion, standingNotes } from '../../setup/attach/attach-notes.ts'
import { attachView, clientState } from '../../setup/attach/attach-state.ts'
import { chooseToken } from '../../setup/attach/choose-token.ts'
import { ClientFileError, type ClientSetup } from '../../setup/attach/client-setup.ts'
import { upstreamWithoutCredential } from '../../setup/attach/own-login.ts'
import { accessDocument } from '../../store/documents/access.ts'
import type { AdminDeps } from '../context/deps.ts'
import { AdminProblem, notFound } from '../http/admin-problem.ts'

export type ClientDeps = Pick<AdminDeps, 'clients' | 'config' | 'clock' | 'daemon' | 'access'>

/** Every client that can be set up and whose service listens. */
export const clientViews = (deps: ClientDeps): readonly ClientView[] =>
  deps.clients.setups.flatMap((setup) => {
    const place = placeOf(deps, setup)
    return place === undefined ? [] : [viewOf(deps, place)]
  })

export interface Change {
  /** Of the client. */
  readonly id: string
  readonly act: 'attach' | 'detach'
  readonly dryRun: boolean
}

/** Throws `not-found` for a client that is not there, `config-rejected` when its file cannot be changed as it stands. */
export const changeClient = async (deps: ClientDeps, { id, act, dryRun }: Change): Promise<ClientChangeAnswer> => {
  const { context, setups } = deps.clients
  const setup = setups.find((one) => one.id === id)
  const place = setup === undefined ? undefined : placeOf(deps, setup)
  if (place === undefined) throw notFound({ code: 'client-unknown', params: { client: id } })
  const { file } = place
  try {
    if (!dryRun) await resolveAttachment(context, place.setup, file)
    const plan = act === 'attach' ? planFor(deps, place) : planDetach(context, place.setup, file)
    if (plan !== undefined && !dryRun) await carryOut(context, plan)
    const notes = act === 'attach' ? attachNotes(questionOf(deps, place), plan ?? NOTHING) : []
    return answerOf(viewOf(deps, place), { plan, notes, done: !dryRun })
  } catch (error) {
    if (!(error instanceof ClientFileError)) throw error
    throw new AdminProblem('config-rejected', `Cannot change "${file}": ${error.message}`, {}, { reason: error.reason })
  }
}

/** One client, its file, and the service it is to go to. */
interface Place {
  readonly setup: ClientSetup
  readonly file: string
  readonly service: ServiceInfo
}

/** Undefined while the service does not listen. */
const placeOf = ({ clients, daemon }: ClientDeps, setup: ClientSetup): Place | undefined => {
  const service = daemon.listening().find(({ info }) => info.id === setup.service)?.info
  return service === undefined ? undefined : { setup, file: clients.fileOf(setup), service }
}

/** Where nothing is to be changed, nothing is hidden by it. */
const NOTHING = { before: '', text: '' }

const questionOf = (deps: ClientDeps, { setup, service }: Place): NoteQuestion => {
  const withoutCredential = upstreamWithoutCredential(deps.config.snapshot().pool(service.id))
  const known = { address: service.address, ownLogin: withoutCredential !== undefined }
  return { setup, client: deps.clients.contextOf(setup, known), withoutCredential }
}

const planFor = (deps: ClientDeps, { setup, file, service }: Place): AttachPlan | undefined => {
  const token = chooseToken({
    settings: deps.config.snapshot().get(accessDocument),
    service: service.id,
    client: setup.id,
    description: `${setup.name}: ${file}`,
    present: clientState(setup, file)?.token,
    given: undefined,
    guarded: deps.access.required(service.id),
    former: attachmentOf(deps.clients.context.home, { service: service.id, file }),
    now: deps.clock.now(),
  })
  const { client, withoutCredential } = questionOf(deps, { setup, file, service })
  const ownLogin = withoutCredential !== undefined
  return planSetUp(deps.clients.context, { setup, client, address: service.address, token, ownLogin })
}

interface Outcome {
  readonly plan: AttachPlan | undefined
  readonly notes: readonly ClientNote[]
  readonly done: boolean
}

const answerOf = (client: ClientView, { plan, notes, done }: Outcome): ClientChangeAnswer => {
  const left = plan?.left ?? []
  const attaches = plan?.attachment.state === 'planned'
  return {
    client,
    keys: (plan?.attachment.undo.keys ?? []).map(({ path }) => path.join('.')).filter((key) => !left.includes(key)),
    left,
    token: attaches ? plan.attachment.tokenName : null,
    wholeFile: plan !== undefined && (plan.before === undefined) !== (plan.text === undefined),
    notes,
    done,
  }
}

const viewOf = (deps: ClientDeps, place: Place): ClientView => {
  const { setup, file, service } = place
  const { address } = service
  const { state, says, reason, why } = attachView(deps.clients.context.home, { setup, file, wanted: address })
  const isHere = says !== undefined && (state === 'attached' || state === 'byHand')
  return {
    id: setup.id,
    service: service.id,
    client: setup.name,
    state,
    file,
    address: says?.address ?? null,
    expected: address,
    reason,
    ...(why && { why }),
    notes: isHere ? standingNotes(questionOf(deps, place), says) : [],
  }
}
