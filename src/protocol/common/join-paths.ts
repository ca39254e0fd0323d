/** Joins the path of an upstream's base address and that of a request, where both may name the version of the API. */

/** `v1`, `v1beta`, `v2alpha3`. */
const VERSION = /\/(v\d+(?:(?:alpha|beta)\d*)?)$/

/** A client that names it, and was told an address that does, too. */
const DOUBLED = /^(\/v\d+(?:(?:alpha|beta)\d*)?)\1(?=\/|$)/

/**
 * `prefix` is a path without a slash at its end, `requested` begins with one; both raw. Guides of clients and of upstreams disagree about who names
 * the version, so one that both name stands once: no API has the same version twice.
 */
export const joinPaths = (prefix: string, requested: string): string => {
  const path = requested.replace(DOUBLED, '$1')
  const version = VERSION.exec(prefix)?.[0]
  const isRepeated = version !== undefined && (path === version || path.startsWith(`${version}/`))
  return isRepeated ? `${prefix}${path.slice(version.length)}` : `${prefix}${path}`
}
