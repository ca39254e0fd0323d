/** The clients on the machine that CLP runs on: what is read about them, what a change would be, and the change. */
import { queryOptions, useMutation } from '@tanstack/react-query'
import { useStale } from '../api/mutations.ts'
import { keys } from '../api/queries.ts'
import { useClient } from '../connection/app-context.ts'
import { type Client, part, read } from '../connection/client.ts'

export const clientsQuery = (client: Client) =>
  queryOptions({ queryKey: keys.clients, queryFn: () => read(client.api.clients.$get()), staleTime: 5000 })

export type ClientAct = 'attach' | 'detach'

interface Change {
  /** Of the client. */
  readonly id: string
  readonly act: ClientAct
  readonly dryRun: boolean
}

const change = (client: Client, { id, act, dryRun }: Change) => {
  const call = { param: { client: part(id) }, json: { dryRun } }
  const of = client.api.clients[':client']
  return read(act === 'attach' ? of.attach.$post(call) : of.detach.$post(call))
}

/** What would be changed now; never remembered, since the file may change at any time. */
export const clientPlanQuery = (client: Client, id: string, act: ClientAct) =>
  queryOptions({
    queryKey: [...keys.clients, id, act],
    queryFn: () => change(client, { id, act, dryRun: true }),
    gcTime: 0,
    retry: false,
  })

export const useClientChange = (id: string, act: ClientAct) => {
  const client = useClient()
  const stale = useStale()
  return useMutation({
    mutationFn: () => change(client, { id, act, dryRun: false }),
    onSettled: () => stale('clients', 'access'),
  })
}
