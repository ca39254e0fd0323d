/** Exchanges a token for a session of this browser. */
import type { Session } from '../../../src/contract/api/status.ts'
import { type Client, read } from '../connection/client.ts'
import type { PageKeys } from '../connection/page-key.ts'

/** Throws `ApiProblem` when the token is refused. */
export const signIn = async (client: Client, pageKeys: PageKeys, token: string): Promise<Session> => {
  const { pageKey, ...session } = await read(client.api.session.$post({ json: { token } }))
  pageKeys.keep(pageKey)
  return session
}
