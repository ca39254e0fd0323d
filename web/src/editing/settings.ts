/**
 * The documents with a typed form: reading one, and writing it against the version that was read. The client's own types know values
 * beyond the schema only as JSON; here they have the contract's types.
 */
import { queryOptions } from '@tanstack/react-query'
import type { MaskingAnswer } from '../../../src/contract/api/masking.ts'
import type { MaskSettings } from '../../../src/contract/mask.ts'
import type {
  BalancingSettings,
  BodyFilterSettings,
  EndpointFilterSettings,
  HeaderFilterSettings,
  RoutingSettings,
  SystemSettings,
} from '../../../src/contract/settings.ts'
import { keys } from '../api/queries.ts'
import { type Client, ifMatch, read } from '../connection/client.ts'
import type { SettingsSource, Versioned } from './use-settings.ts'

export const balancingQuery = (client: Client) => {
  const { queryKey, read: queryFn } = balancingSource(client)
  return queryOptions({ queryKey, queryFn })
}

export const balancingSource = (client: Client): SettingsSource<BalancingSettings> => ({
  queryKey: [...keys.settings, 'balancing'],
  read: (): Promise<Versioned<BalancingSettings>> => read(client.api.balancing.$get()),
  write: (settings, version): Promise<Versioned<BalancingSettings>> =>
    read(client.api.balancing.$put({ header: ifMatch(version), json: { settings } })),
})

export const routingSource = (client: Client): SettingsSource<RoutingSettings> => ({
  queryKey: [...keys.settings, 'routing'],
  read: (): Promise<Versioned<RoutingSettings>> => read(client.api.routing.$get()),
  write: (settings, version): Promise<Versioned<RoutingSettings>> =>
    read(client.api.routing.$put({ header: ifMatch(version), json: { settings } })),
})

export const systemSource = (client: Client): SettingsSource<SystemSettings> => ({
  queryKey: [...keys.settings, 'system'],
  read: (): Promise<Versioned<SystemSettings>> => read(client.api.system.$get()),
  write: (settings, version): Promise<Versioned<SystemSettings>> =>
    read(client.api.system.$put({ header: ifMatch(version), json: { settings } })),
})

export const endpointSource = (client: Client): SettingsSource<EndpointFilterSettings> => ({
  queryKey: [...keys.settings, 'endpoint'],
  read: (): Promise<Versioned<EndpointFilterSettings>> => read(client.api.filters.endpoint.$get()),
  write: (settings, version): Promise<Versioned<EndpointFilterSettings>> =>
    read(client.api.filters.endpoint.$put({ header: ifMatch(version), json: { settings } })),
})

export const headerSource = (client: Client): SettingsSource<HeaderFilterSettings> => ({
  queryKey: [...keys.settings, 'header'],
  read: (): Promise<Versioned<HeaderFilterSettings>> => read(client.api.filters.header.$get()),
  write: (settings, version): Promise<Versioned<HeaderFilterSettings>> =>
    read(client.api.filters.header.$put({ header: ifMatch(version), json: { settings } })),
})

export const bodySource = (client: Client): SettingsSource<BodyFilterSettings> => ({
  queryKey: [...keys.settings, 'body'],
  read: (): Promise<Versioned<BodyFilterSettings>> => read(client.api.filters.body.$get()),
  write: (settings, version): Promise<Versioned<BodyFilterSettings>> =>
    read(client.api.filters.body.$put({ header: ifMatch(version), json: { settings: [...settings] } })),
})

export const maskSource = (client: Client): SettingsSource<MaskSettings> => ({
  queryKey: [...keys.settings, 'mask'],
  read: (): Promise<Versioned<MaskSettings>> => read(client.api.filters.mask.$get()),
  write: (settings, version): Promise<Versioned<MaskSettings>> =>
    read(client.api.filters.mask.$put({ header: ifMatch(version), json: { settings } })),
})

/** The kinds of secrets, and how many were replaced. */
export const maskingQuery = (client: Client) =>
  queryOptions({
    queryKey: [...keys.settings, 'masking'],
    queryFn: (): Promise<MaskingAnswer> => read(client.api.masking.$get()),
  })
