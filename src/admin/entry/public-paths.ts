/**
 * What anybody may ask for, though access is on: signs of life, the sign-in itself, and the web app, which holds no data. A list of
 * what is open, so that a path nobody thought of is closed.
 */
import { WEB_PAGES } from '../../contract/web-pages.ts'

const READ: ReadonlySet<string> = new Set(['GET', 'HEAD'])
const SIGN_IN: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'DELETE'])

const PUBLIC: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['/health', READ],
  ['/livez', READ],
  ['/readyz', READ],
  ['/ping', READ],
  ['/favicon.ico', READ],
  ['/api/session', SIGN_IN],
])

const patternOf = (page: string): string => (page === '/' ? page : `${page.replace(/\$\w+/, '[^/]+')}/?`)

/** With or without a slash at its end, as the router of the app takes it. */
const PAGE = new RegExp(`^(?:${WEB_PAGES.map(patternOf).join('|')})$`)

/** The folder of the files whose names change with every build. Also one that is gone is asked for by everybody who has an old page. */
const BUILD = /^\/assets\/[^/]+$/

/**
 * `path` is the one the router goes by, so that no spelling means two things. `isAsset` knows the files of the web app that is
 * installed.
 */
export const isPublic = (method: string, path: string, isAsset: (path: string) => boolean): boolean => {
  const methods = PUBLIC.get(path)
  if (methods !== undefined) return methods.has(method)
  return READ.has(method) && (PAGE.test(path) || BUILD.test(path) || isAsset(path))
}

/** What every token may ask, about itself alone. */
const ABOUT_CALLER: ReadonlySet<string> = new Set(['/api/me'])

export const isAboutCaller = (method: string, path: string): boolean => READ.has(method) && ABOUT_CALLER.has(path)
