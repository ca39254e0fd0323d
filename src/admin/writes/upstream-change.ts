/** What routes need besides the store's own edits to change upstreams: checks that name the field, masks, order, several documents at once. */

import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import type { ConfigStore } from '../../store/config/config.ts'
import { VersionConflict } from '../../store/config/document.ts'
import { setUpstream, type UpstreamFields } from '../../store/documents/upstream-edits.ts'
import { baseUrlFault } from '../../store/documents/upstream-entry.ts'
import type { Edits } from '../../store/documents/upstream-references.ts'
import { AdminProblem, notFound } from '../http/admin-problem.ts'
import { isMask } from './masking.ts'
import { conflict, versionIn } from './saving.ts'

/** Throws `not-found` for a service CLP does not have. */
export const requireService = (
  { services }: { readonly services: readonly ClientService[] },
  id: string,
): ClientService => {
  const service = services.find((one) => one.id === id)
  if (service === undefined)
    throw notFound({
      code: 'service-unknown',
      params: { service: id, services: services.map((one) => one.id).join(', ') },
    })
  return service
}

/** Throws `bad-request` at `baseUrl` for an address that cannot be used. */
export const checkAddress = (baseUrl: string | undefined): void => {
  const fault = baseUrl === undefined ? undefined : baseUrlFault(baseUrl)
  if (fault === undefined) return
  throw new AdminProblem('bad-request', `The base address ${inEnglish(fault)}`, { field: 'baseUrl' }, { reason: fault })
}

type TypedFields = {
  readonly [Key in keyof UpstreamFields]: UpstreamFields[Key] | undefined
}

/** The fields to be written: a secret that is absent, or comes back as its mask, stays as it is; an empty one goes. */
export const keptFields = ({
  baseUrl,
  weight,
  redirects,
  protocol,
  authToken,
  apiKey,
}: TypedFields): UpstreamFields => ({
  ...(baseUrl === undefined ? {} : { baseUrl }),
  ...(weight === undefined ? {} : { weight }),
  ...(redirects === undefined ? {} : { redirects }),
  ...(protocol === undefined ? {} : { protocol }),
  ...(stays(authToken) ? {} : { authToken: authToken === '' ? null : authToken }),
  ...(stays(apiKey) ? {} : { apiKey: apiKey === '' ? null : apiKey }),
})

const stays = (secret: string | null | undefined): secret is undefined =>
  secret === undefined || (secret !== null && isMask(secret))

/** Weights fall by ten from the first to the last, so that one can be put between two by hand. */
export const reorderUpstreams = (text: string, names: readonly string[]): string =>
  names.reduce((changed, name, index) => setUpstream(changed, name, { weight: (names.length - index) * 10 }), text)

/** Throws what the edits throw on the texts as they are now. Changes nothing. */
export const checkEdits = (config: ConfigStore, edits: Edits): void => {
  for (const [id, edit] of edits) edit(config.read(id).text)
}

export interface ApplyToAll {
  readonly service: string
  readonly edits: Edits
  readonly ifMatch: string | undefined
}

/** Changes the documents that are there as one act. The version a caller brings is that of the service's own. */
export const applyToAll = async (config: ConfigStore, { service, edits, ifMatch }: ApplyToAll): Promise<void> => {
  const expected = versionIn(ifMatch)
  const { version } = config.read(service)
  if (expected !== undefined && expected !== version) {
    const document = config.documents().find((one) => one.id === service)
    throw conflict(config, service, new VersionConflict(service, document?.file ?? service, version).reason)
  }
  await config.updateAll(new Map([...edits].filter(([id]) => id === service || config.read(id).exists)))
}
