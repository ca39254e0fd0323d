/** The forms in which a path may reach an upstream, so that a rule cannot be slipped past by another spelling. */

/** Characters that mean the same escaped or not (RFC 3986 section 2.3). */
const UNRESERVED = /[A-Za-z0-9\-._~]/

/**
 * All readings of a raw request path, the raw one first, none twice: unreserved characters unescaped, dot segments and repeated
 * slashes resolved, with and without trailing slash, and the same for the fully decoded path as the original matched it. Each also without
 * what stands behind a `;` in a segment, which some servers take for parameters. For an ordinary path that is one.
 */
export const pathForms = (raw: string): readonly string[] => {
  if (isPlain(raw)) return [raw]
  const forms = new Set([raw])
  const readings = [unescaped(raw), decoded(raw)]
  for (const reading of [...readings, ...readings.map(withoutParameters)]) {
    const resolved = resolve(reading)
    forms.add(reading).add(resolved).add(withoutTrailingSlash(resolved))
  }
  return [...forms]
}

const isPlain = (path: string): boolean =>
  path === '/' || (!/[%\\;]|\/\/|\/\.{1,2}(?:\/|$)/.test(path) && !path.endsWith('/'))

/** RFC 3986 section 3.3: what follows a `;` may be parameters of the segment. Taken off before dots are resolved: `/..;/` is `/../`. */
const withoutParameters = (path: string): string => path.replaceAll(/;[^/]*/g, '')

const unescaped = (path: string): string =>
  path.replace(/%([0-9A-Fa-f]{2})/g, (whole, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return UNRESERVED.test(character) ? character : whole
  })

/** Every escape undone, bytes that are no UTF-8 replaced; a backslash is a slash to many servers. */
const decoded = (path: string): string =>
  Buffer.from(
    path.replace(/%([0-9A-Fa-f]{2})|[^%]/gsu, (character, hex?: string) =>
      hex === undefined ? latin1(character) : String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  )
    .toString('utf8')
    .replaceAll('\\', '/')

const latin1 = (character: string): string => Buffer.from(character, 'utf8').toString('latin1')

/** RFC 3986 section 5.2.4, and repeated slashes taken for one. */
const resolve = (path: string): string => {
  const segments: string[] = []
  const parts = path.split('/')
  for (const part of parts) {
    if (part === '..') segments.pop()
    else if (part !== '.' && part !== '') segments.push(part)
  }
  const last = parts.at(-1)
  const open = last === '' || last === '.' || last === '..'
  return `/${segments.join('/')}${open && segments.length > 0 ? '/' : ''}`
}

export const withoutTrailingSlash = (path: string): string => (path === '/' ? path : path.replace(/\/+$/, ''))
