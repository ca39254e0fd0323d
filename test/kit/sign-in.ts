/** Signs in at the UI port as the page does. */

export interface SignedIn {
  /** The `set-cookie` header. */
  readonly setCookie: string
  /** Both halves of the session, as headers of a request. */
  readonly headers: { readonly cookie: string; readonly 'x-clp-page-key': string }
}

/** Reads the session out of the answer to a sign-in. */
export const signedIn = async (answer: Response): Promise<SignedIn> => {
  const setCookie = answer.headers.getSetCookie()[0] ?? ''
  const { pageKey } = (await answer.json()) as { readonly pageKey: string }
  return { setCookie, headers: { cookie: setCookie.split(';')[0] ?? '', 'x-clp-page-key': pageKey } }
}

/** The answer to a sign-in with this token. */
export const askToSignIn = (ui: string, token: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(new URL('/api/session', ui), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ token }),
  })

export const signIn = async (ui: string, token: string, headers?: Readonly<Record<string, string>>) =>
  signedIn(await askToSignIn(ui, token, headers))
