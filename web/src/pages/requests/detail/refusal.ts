/** What a refused answer means to a person. Pure. */

export type RefusalKind = 'request' | 'key' | 'model' | 'limit' | 'overloaded' | 'server'

/** By the status; undefined for one that is no refusal. */
export const refusalKind = (status: number): RefusalKind | undefined => {
  if (status < 400) return undefined
  if (status === 401 || status === 403) return 'key'
  if (status === 404) return 'model'
  if (status === 402 || status === 429) return 'limit'
  // 529 is Anthropic's own for "overloaded".
  if (status === 503 || status === 529) return 'overloaded'
  return status < 500 ? 'request' : 'server'
}

/** The type that the error of a JSON body names: `error.type`, else `code` or `status`; empty where there is none. */
export const errorType = (body: string): string => {
  try {
    const { error } = JSON.parse(body) as { readonly error?: unknown }
    if (typeof error !== 'object' || error === null) return ''
    const { type, code, status } = error as Readonly<Record<string, unknown>>
    return [type, status, code].find((name): name is string => typeof name === 'string' && name !== '') ?? ''
  } catch {
    return ''
  }
}
