/** What the filter offers: services and their upstreams, and the models and tokens that the totals know. */
import { useQueries, useQuery } from '@tanstack/react-query'
import { statusQuery, upstreamsQuery, usageQuery } from '../../api/queries.ts'
import { useClient } from '../../app-context.ts'
import type { FilterChoices } from './filter-bar.tsx'

export const useFilterChoices = (service: string | undefined): FilterChoices => {
  const client = useClient()
  const services = useQuery(statusQuery(client)).data?.services ?? []
  const wanted = services.filter((candidate) => service === undefined || candidate.id === service)
  const lists = useQueries({ queries: wanted.map(({ id }) => upstreamsQuery(client, id)) })
  const models = useQuery(usageQuery(client, { by: 'model' })).data?.rows ?? []
  const tokens = useQuery(usageQuery(client, { by: 'token' })).data?.rows ?? []
  return {
    services,
    upstreams: lists.flatMap((list) => list.data?.upstreams.map((upstream) => upstream.name) ?? []),
    models: models.map((row) => row.key.model ?? '').filter((name) => name !== ''),
    tokens: tokens.map((row) => row.key.token ?? '').filter((name) => name !== ''),
  }
}
