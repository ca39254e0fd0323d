/** Names that rules may be about: the upstreams of a service, and the models seen in its traffic. */
import { useQuery } from '@tanstack/react-query'
import { upstreamsQuery, usageQuery } from '../../api/queries.ts'
import { useClient } from '../../connection/app-context.ts'

export interface KnownNames {
  /** Undefined while they are not known. */
  readonly all: readonly { readonly name: string; readonly enabled: boolean }[] | undefined
  /** Enabled upstreams. */
  readonly upstreams: readonly string[]
  readonly models: readonly string[]
}

export const useKnownNames = (service: string): KnownNames => {
  const client = useClient()
  const all = useQuery(upstreamsQuery(client, service)).data?.upstreams
  const models = useQuery(usageQuery(client, { by: 'model', service })).data?.rows ?? []
  return {
    all,
    upstreams: all?.filter(({ enabled }) => enabled).map(({ name }) => name) ?? [],
    models: models.map((row) => row.key.model ?? '').filter((name) => name !== ''),
  }
}

/** A rule about an upstream that is not there, or put away, leads nowhere. */
export const upstreamFault = (names: KnownNames, name: string): 'unknownUpstream' | 'disabledUpstream' | undefined => {
  if (names.all === undefined || name.includes('*')) return undefined
  const found = names.all.find((upstream) => upstream.name === name.trim())
  if (found === undefined) return 'unknownUpstream'
  return found.enabled ? undefined : 'disabledUpstream'
}
