/** Reading and changing who may come in. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { AccessPatch, TokenGenerate, TokenPatch } from '../../../../src/contract/api/access.ts'
import { useStale } from '../../api/mutations.ts'
import { keys } from '../../api/queries.ts'
import { useApp, useClient } from '../../connection/app-context.ts'
import { type Client, part, read } from '../../connection/client.ts'
import { signIn } from '../../sign-in/sign-in.ts'

export const accessQuery = (client: Client) =>
  queryOptions({ queryKey: keys.access, queryFn: () => read(client.api.access.$get()) })

export type AccessAct =
  | { readonly act: 'switch'; readonly patch: AccessPatch }
  | { readonly act: 'patch'; readonly name: string; readonly patch: TokenPatch }
  | { readonly act: 'remove'; readonly name: string }

export const useAccessWrites = () => {
  const client = useClient()
  const queries = useQueryClient()
  const stale = useStale()
  return useMutation({
    mutationFn: (act: AccessAct) => {
      if (act.act === 'switch') return read(client.api.access.$patch({ header: {}, json: act.patch }))
      const token = client.api.access.tokens[':name']
      const named = { header: {}, param: { name: part(act.name) } }
      if (act.act === 'remove') return read(token.$delete(named))
      return read(token.$patch({ ...named, json: act.patch }))
    },
    onSuccess: (access) => queries.setQueryData(keys.access, access),
    onSettled: () => stale('access', 'status', 'session', 'documents'),
  })
}

/** `signIn`: this browser is signed in with the new token at once. It works ahead of time too, while access is off. */
export const useGenerateToken = (options: { readonly signIn: boolean }) => {
  const { client, pageKeys } = useApp()
  const stale = useStale()
  return useMutation({
    mutationFn: async (token: TokenGenerate) => {
      const made = await read(client.api.access.tokens.$post({ header: {}, json: token }))
      if (options.signIn && made.entry.services.includes('ui')) await signIn(client, pageKeys, made.token)
      return made
    },
    onSettled: () => stale('access', 'status', 'session', 'documents'),
  })
}
