/** What the filter offers: the services of the daemon, and the names that stand in its log, most used first. */
import { useQuery } from '@tanstack/react-query'
import { keys, statusQuery } from '../../api/queries.ts'
import { useClient } from '../../connection/app-context.ts'
import { read } from '../../connection/client.ts'
import type { FilterChoices } from './filter-bar.tsx'

export const useFilterChoices = (): FilterChoices => {
  const client = useClient()
  const services = useQuery(statusQuery(client)).data?.services ?? []
  const names = useQuery({
    queryKey: [...keys.exchanges, 'facets'],
    queryFn: () => read(client.api.exchanges.facets.$get()),
    staleTime: 30_000,
  }).data
  return {
    services,
    upstreams: names?.upstreams ?? [],
    models: names?.models ?? [],
    tokens: names?.tokens ?? [],
  }
}
