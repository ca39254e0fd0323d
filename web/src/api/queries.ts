/** What pages read, as TanStack queries: one place for keys, so that a write can say what it made stale. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { UsageQuery } from '../../../src/contract/api/exchanges.ts'
import { millionths } from '../../../src/contract/money/decimal.ts'
import { type Display, DOLLARS } from '../../../src/contract/money/money-text.ts'
import { type Client, part, read } from '../connection/client.ts'

export const keys = {
  session: ['session'],
  status: ['status'],
  upstreams: ['upstreams'],
  exchanges: ['exchanges'],
  usage: ['usage'],
  prices: ['prices'],
  budgets: ['budgets'],
  documents: ['documents'],
  settings: ['settings'],
  access: ['access'],
  clients: ['clients'],
  health: ['health'],
  meters: ['meters'],
  balances: ['balances'],
  switches: ['switches'],
  log: ['log'],
} as const

export const sessionQuery = (client: Client) =>
  queryOptions({ queryKey: keys.session, queryFn: () => read(client.api.session.$get()), staleTime: 60_000 })

export const statusQuery = (client: Client) =>
  queryOptions({
    queryKey: keys.status,
    queryFn: () => read(client.api.status.$get()),
    staleTime: 2000,
    refetchInterval: 15_000,
  })

export const upstreamsQuery = (client: Client, service: string) =>
  queryOptions({
    queryKey: [...keys.upstreams, service],
    queryFn: () => read(client.api.services[':service'].upstreams.$get({ param: { service: part(service) } })),
    refetchInterval: 30_000,
  })

export const usageQuery = (client: Client, query: UsageQuery) =>
  queryOptions({
    queryKey: [...keys.usage, query],
    queryFn: () => read(client.api.usage.$get({ query })),
    placeholderData: keepPreviousData,
    staleTime: 5000,
  })

/** In which currency amounts are read, and the rate of today. */
export const displayQuery = (client: Client) =>
  queryOptions({
    queryKey: [...keys.prices, 'display'],
    queryFn: async (): Promise<Display> => {
      const { display, rate } = await read(client.api.prices.$get({ query: { rules: '0' } }))
      const yuan = rate === null ? undefined : millionths(rate)
      return display === 'CNY' && yuan !== undefined ? { currency: 'CNY', rate: yuan } : DOLLARS
    },
    staleTime: 60_000,
  })

export const pricesQuery = (client: Client) =>
  queryOptions({ queryKey: keys.prices, queryFn: () => read(client.api.prices.$get({ query: {} })) })

export const budgetsQuery = (client: Client) =>
  queryOptions({
    queryKey: keys.budgets,
    queryFn: () => read(client.api.budgets.$get()),
    staleTime: 2000,
    refetchInterval: 30_000,
  })

export const healthQuery = (client: Client) =>
  queryOptions({ queryKey: keys.health, queryFn: () => read(client.api['health-state'].$get()) })

/** What upstreams say of their plans and limits. */
export const metersQuery = (client: Client) =>
  queryOptions({
    queryKey: keys.meters,
    queryFn: () => read(client.api.meters.$get()),
    staleTime: 5000,
    refetchInterval: 30_000,
  })

/** Balances of a service's upstreams. While a question is under way it is asked again soon. */
export const balancesQuery = (client: Client, service: string) =>
  queryOptions({
    queryKey: [...keys.balances, service],
    queryFn: () => read(client.api.balances.$get({ query: { service } })),
    staleTime: 5000,
    refetchInterval: ({ state }) => (state.data?.balances.some(({ asking }) => asking) === true ? 2000 : 60_000),
  })

export const balancingLogQuery = (client: Client) =>
  queryOptions({ queryKey: keys.switches, queryFn: () => read(client.api.switches.$get()) })

export const documentsQuery = (client: Client) =>
  queryOptions({ queryKey: keys.documents, queryFn: () => read(client.api.documents.$get()) })

export const documentQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: [...keys.documents, id],
    queryFn: () => read(client.api.documents[':id'].$get({ param: { id: part(id) } })),
  })

export const documentHistoryQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: [...keys.documents, id, 'history'],
    queryFn: () => read(client.api.documents[':id'].history.$get({ param: { id: part(id) } })),
  })

/** What became of a version in the present text. */
export const documentDiffQuery = (client: Client, id: string, revision: number) =>
  queryOptions({
    queryKey: [...keys.documents, id, 'history', revision],
    queryFn: () =>
      read(
        client.api.documents[':id'].history[':revision'].diff.$get({
          param: { id: part(id), revision: `${revision}` },
          query: {},
        }),
      ),
  })
