/** Checks beside the fields of the upstream form. What counts is the daemon's own check; these only spare a round trip. Pure. */

import type { ProtocolId } from '../../../../src/contract/protocol.ts'
import { QUESTION_PATHS, upstreamUrl } from '../../../../src/protocol/translate/endpoint.ts'

export type UrlFault = 'url' | 'urlCredentials' | 'urlQuery'

/** Undefined when the address can be used. */
export const urlFault = (text: string): UrlFault | undefined => {
  let url: URL
  try {
    url = new URL(text.trim())
  } catch {
    return 'url'
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'url'
  if (url.username !== '' || url.password !== '') return 'urlCredentials'
  if (url.search !== '' || url.hash !== '') return 'urlQuery'
  return undefined
}

/** The address a client's path leads to; empty while the base cannot be read. */
export const joinedUrl = (base: string, path: string): string =>
  urlFault(base) === undefined ? `${base.trim().replace(/\/+$/, '')}${path}` : ''

/** The address a translated question goes to; empty while the base cannot be read. */
export const translatedUrl = (base: string, protocol: ProtocolId): string =>
  urlFault(base) === undefined ? upstreamUrl(protocol, base.trim(), QUESTION_PATHS[protocol]) : ''

export type UrlHint = 'twice' | 'missing'

/** The two usual mistakes with the version in the path. They are hints: a relay may want it so. */
export const urlHint = (base: string, path: string): UrlHint | undefined => {
  if (path === '' || urlFault(base) !== undefined) return undefined
  const versioned = /\/v\d+\/*$/.test(base.trim())
  if (versioned && path.startsWith('/v1/')) return 'twice'
  const bare = new URL(base.trim()).pathname.replace(/\/+$/, '') === ''
  return bare && !path.startsWith('/v1/') ? 'missing' : undefined
}

/** Whether two addresses differ in scheme, host or port; false while the second cannot be read. */
export const isOtherOrigin = (stored: string, typed: string): boolean => {
  if (urlFault(typed) !== undefined) return false
  return urlFault(stored) !== undefined || new URL(stored.trim()).origin !== new URL(typed.trim()).origin
}
