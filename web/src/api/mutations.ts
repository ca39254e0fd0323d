/** Writes that more than one page makes. Each says which answers it made stale. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { notifyProblem } from '../browser/notify.ts'
import { useClient } from '../connection/app-context.ts'
import { part, read } from '../connection/client.ts'
import { keys } from './queries.ts'

/** Marks answers as stale, by the names of `keys`. */
export const useStale = () => {
  const queries = useQueryClient()
  return (...names: readonly (keyof typeof keys)[]): void => {
    for (const name of names) void queries.invalidateQueries({ queryKey: keys[name] })
  }
}

/** Makes an upstream the active one. */
export const useActivate = (service: string) => {
  const client = useClient()
  const stale = useStale()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (name: string) =>
      read(
        client.api.services[':service'].upstreams[':name'].activate.$post({
          param: { service: part(service), name: part(name) },
          header: {},
        }),
      ),
    onSuccess: (list) => queries.setQueryData([...keys.upstreams, service], list),
    onError: (error) => notifyProblem(error),
    onSettled: () => stale('status', 'documents', 'upstreams'),
  })
}

/** Forgets failures: of one upstream, or of all of a service. */
export const useReset = () => {
  const client = useClient()
  const stale = useStale()
  return useMutation({
    mutationFn: ({ service, upstream }: { readonly service: string; readonly upstream?: string }) =>
      read(
        client.api.services[':service'].reset.$post({
          param: { service: part(service) },
          json: upstream === undefined ? {} : { upstream },
        }),
      ),
    onError: (error) => notifyProblem(error),
    onSettled: () => stale('status', 'health', 'upstreams', 'switches'),
  })
}
