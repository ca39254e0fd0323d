/** `?token=…` in the page's own address signs in, and is taken out of the address before anything else happens. */
import type { Client } from '../connection/client.ts'
import type { PageKeys } from '../connection/page-key.ts'
import { signIn } from './sign-in.ts'

/** The token in the address and the address without it; undefined when there is none. */
export const splitToken = (href: string): { readonly token: string; readonly rest: string } | undefined => {
  const url = new URL(href)
  const token = url.searchParams.get('token')
  if (token === null) return undefined
  url.searchParams.delete('token')
  return { token, rest: url.href }
}

/** A token that is refused is no error here: the sign-in page comes up by itself. */
export const takeTokenFromAddress = async (client: Client, pageKeys: PageKeys): Promise<void> => {
  const found = splitToken(location.href)
  if (found === undefined) return
  history.replaceState(history.state, '', found.rest)
  if (!found.token.startsWith('clp_')) return
  await signIn(client, pageKeys, found.token).catch(() => undefined)
}
