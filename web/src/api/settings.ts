/** The documents with a typed form: reading one, and writing it against the version that was read. */
import { queryOptions } from '@tanstack/react-query'
import { type Client, read } from './client.ts'
import { keys } from './queries.ts'

export const balancingQuery = (client: Client) =>
  queryOptions({ queryKey: [...keys.settings, 'balancing'], queryFn: () => read(client.api.balancing.$get()) })

export const routingQuery = (client: Client) =>
  queryOptions({ queryKey: [...keys.settings, 'routing'], queryFn: () => read(client.api.routing.$get()) })

export const systemQuery = (client: Client) =>
  queryOptions({ queryKey: [...keys.settings, 'system'], queryFn: () => read(client.api.system.$get()) })

export const endpointQuery = (client: Client) =>
  queryOptions({ queryKey: [...keys.settings, 'endpoint'], queryFn: () => read(client.api.filters.endpoint.$get()) })

export const headerQuery = (client: Client) =>
  queryOptions({ queryKey: [...keys.settings, 'header'], queryFn: () => read(client.api.filters.header.$get()) })

export const bodyQuery = (client: Client) =>
  queryOptions({ queryKey: [...keys.settings, 'body'], queryFn: () => read(client.api.filters.body.$get()) })
