/** Decides where a connection test goes and what it shows there. A stored credential goes to its own host and nowhere else. */
import type { ProbeRequest } from '../../contract/api/upstreams.ts'
import { Secret } from '../../contract/secret.ts'
import type { Credential, Upstream } from '../../contract/upstream.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import type { Snapshot } from '../../store/config/config.ts'
import { badRequest, notFound } from '../http/admin-problem.ts'
import { isMask } from '../writes/masking.ts'
import { checkAddress } from '../writes/upstream-change.ts'
import type { ProbeTarget } from './prober.ts'

export interface ProbePlan {
  readonly target: ProbeTarget
  /** A stored credential was left out because the typed address is another host. */
  readonly credentialWithheld: boolean
}

/** Models offered for a test: the one that a client was last seen to use first, for what is built in grows old. */
export const modelsOffered = (
  { probeModels }: Pick<ClientService, 'probeModels'>,
  seen: string | undefined,
): readonly string[] => [...new Set([...(seen === undefined ? [] : [seen]), ...probeModels])]

/** Throws `not-found` for an unknown upstream, `bad-request` for an address that is none or is missing. */
export const probePlan = (service: ClientService, snapshot: Snapshot, request: ProbeRequest): ProbePlan => {
  const stored = storedUpstream(snapshot.pool(service.id), request.name)
  checkAddress(request.baseUrl)
  const baseUrl = request.baseUrl ?? stored?.baseUrl
  if (baseUrl === undefined) throw badRequest({ code: 'upstream-or-address', params: {} }, 'baseUrl')
  const ownHost = stored !== undefined && new URL(stored.baseUrl).origin === new URL(baseUrl).origin
  const kept = (typed: string | null | undefined, known: Secret | undefined) =>
    chosen(typed, ownHost ? known : undefined)
  const bearer = kept(request.authToken, stored?.credential.bearer)
  const apiKey = kept(request.apiKey, stored?.credential.apiKey)
  const credential: Credential = {
    ...(bearer === undefined ? {} : { bearer }),
    ...(apiKey === undefined ? {} : { apiKey }),
  }
  const wantsStored =
    (keeps(request.authToken) && stored?.credential.bearer !== undefined) ||
    (keeps(request.apiKey) && stored?.credential.apiKey !== undefined)
  const model = request.model === undefined || request.model === '' ? (service.probeModels[0] ?? '') : request.model
  const known = stored ?? typedUpstream(service)
  const upstream = { ...known, ...spokenBy(service, known, request.protocol), baseUrl, credential }
  return { target: { service, snapshot, upstream, model }, credentialWithheld: wantsStored && !ownHost }
}

/** What it speaks as it is typed, else as it is stored. */
const spokenBy = (
  { protocol }: ClientService,
  known: Pick<Upstream, 'protocol' | 'translates'>,
  typed: ProbeRequest['protocol'],
): Pick<Upstream, 'protocol' | 'translates'> => {
  if (typed === undefined) return known
  return typed === null ? { protocol: protocol.id } : { protocol: typed, translates: true }
}

/** One that is not stored, with what nobody types into a test. */
const typedUpstream = ({ id, protocol }: ClientService): Omit<Upstream, 'baseUrl' | 'credential'> => ({
  service: id,
  name: 'test',
  protocol: protocol.id,
  weight: 0,
  active: false,
  enabled: true,
})

const storedUpstream = (pool: readonly Upstream[], name: string | undefined): Upstream | undefined => {
  if (name === undefined) return undefined
  const stored = pool.find((upstream) => upstream.name === name)
  if (stored === undefined) throw notFound({ code: 'upstream-unknown', params: { name } })
  return stored
}

/** Whether a field asks for what is stored. */
const keeps = (typed: string | null | undefined): boolean => typed === undefined || (typed !== null && isMask(typed))

const chosen = (typed: string | null | undefined, stored: Secret | undefined): Secret | undefined => {
  if (typed === undefined || (typed !== null && isMask(typed))) return stored
  return typed === null || typed === '' ? undefined : new Secret(typed)
}
