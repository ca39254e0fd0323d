/** Everything one can do to an upstream. Each answer is the new list, which takes the place of the old one at once. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { UpstreamAdd, UpstreamList, UpstreamPatch } from '../../../../src/contract/api/upstreams.ts'
import { useStale } from '../../api/mutations.ts'
import { keys } from '../../api/queries.ts'
import { useClient } from '../../connection/app-context.ts'
import { ifMatch, part, read } from '../../connection/client.ts'

export type UpstreamAct =
  | { readonly act: 'activate' | 'enable' | 'disable' | 'resume' | 'remove'; readonly name: string }
  | { readonly act: 'pause'; readonly name: string; readonly until: number }
  | { readonly act: 'rename'; readonly name: string; readonly to: string }
  /** `version`: of the list the edit was made from; `*` writes over whatever is there. */
  | { readonly act: 'edit'; readonly name: string; readonly patch: UpstreamPatch; readonly version: string }
  | { readonly act: 'add'; readonly upstream: UpstreamAdd }
  | { readonly act: 'reorder'; readonly names: string[] }

export const useUpstreamWrites = (service: string) => {
  const client = useClient()
  const queries = useQueryClient()
  const stale = useStale()
  const perform = (act: UpstreamAct): Promise<UpstreamList> => {
    const all = client.api.services[':service'].upstreams
    const param = { service: part(service) }
    const header = {}
    const one = all[':name']
    const named = { header, param: { ...param, name: part('name' in act ? act.name : '') } }
    switch (act.act) {
      case 'add':
        return read(all.$post({ param, header, json: act.upstream }))
      case 'reorder':
        return read(all.reorder.$post({ param, header, json: { names: act.names } }))
      case 'activate':
        return read(one.activate.$post(named))
      case 'enable':
        return read(one.enable.$post(named))
      case 'disable':
        return read(one.disable.$post(named))
      case 'resume':
        return read(one.resume.$post(named))
      case 'remove':
        return read(one.$delete(named))
      case 'pause':
        return read(one.pause.$post({ ...named, json: { until: act.until } }))
      case 'rename':
        return read(one.rename.$post({ ...named, json: { to: act.to } }))
      case 'edit':
        return read(one.$patch({ ...named, header: ifMatch(act.version), json: act.patch }))
    }
  }
  return useMutation({
    mutationFn: perform,
    onSuccess: (list) => queries.setQueryData([...keys.upstreams, service], list),
    onSettled: () => stale('status', 'documents', 'upstreams', 'health', 'settings'),
  })
}
