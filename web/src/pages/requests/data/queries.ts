/** What the detail drawer reads. Bodies are fetched only when they are looked at, and kept for a short while. */
import { queryOptions } from '@tanstack/react-query'
import { keys } from '../../../api/queries.ts'
import { type Client, part, read } from '../../../connection/client.ts'
import { ApiProblem } from '../../../connection/problem.ts'

export type BodyKind = 'request' | 'sent' | 'response'

export const detailQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: [...keys.exchanges, 'one', id],
    queryFn: () => read(client.api.exchanges[':id'].$get({ param: { id: part(id) } })),
    staleTime: Number.POSITIVE_INFINITY,
    retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.status === 404),
  })

/** A body as text, its content encoding undone. */
export const bodyQuery = (client: Client, id: string, kind: BodyKind) =>
  queryOptions({
    queryKey: [...keys.exchanges, 'body', id, kind],
    queryFn: async () => {
      const response = await client.api.exchanges[':id'].body[':kind'].$get({
        param: { id: part(id), kind },
        query: { decoded: '1' },
      })
      return await response.text()
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
    retry: false,
  })

export const rawBodyUrl = (client: Client, id: string, kind: BodyKind): string =>
  client.api.exchanges[':id'].body[':kind'].$url({ param: { id: part(id), kind }, query: {} }).href
