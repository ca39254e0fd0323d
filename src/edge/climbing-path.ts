/** Whether a path leads up a folder in any way in which a server may read it. Pure. */

/** Times a path is decoded to see what it may say; what still changes then was encoded to be misread. */
const MOST_READINGS = 8

/**
 * Whether a request path goes up a folder (`..`): as it is, or after any number of decodings, with parameters, blanks or control characters
 * beside the dots, between slashes of either kind. A path that is still encoded after several decodings is taken for one that does.
 */
export const climbs = (path: string): boolean => {
  if (!/[.%]/.test(path)) return false
  let reading = path
  for (let readings = 0; readings < MOST_READINGS; readings += 1) {
    if (goesUp(reading)) return true
    const next = decodedOnce(reading)
    if (next === reading) return false
    reading = next
  }
  return true
}

/** Blanks and control characters are dropped by many who read a path (WHATWG URL drops tabs and line ends). */
const goesUp = (path: string): boolean =>
  path.split(/[/\\]/).some((segment) => /^\.\.(?:[;?#]|$)/.test(segment.replaceAll(/[\s\p{Cc}]/gu, '')))

/**
 * Every escape of a character of ASCII undone once: `%2e`, `%u002e` (as older servers of Microsoft read it), and the overlong forms of
 * UTF-8 that careless decoders take for it (`%c0%ae`, `%e0%80%ae`; RFC 3629 section 10).
 */
const decodedOnce = (path: string): string =>
  path.replaceAll(
    /%u00([0-7][0-9a-f])|(?:%e0%8([01])|%c([01]))%([89ab][0-9a-f])|%([0-7][0-9a-f])/gi,
    (_, wide?: string, third?: string, second?: string, low?: string, plain?: string) => {
      const code = wide ?? plain
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
      const high = Number.parseInt(third ?? second ?? '0', 16)
      return String.fromCharCode((high << 6) | (Number.parseInt(low ?? '0', 16) & 0x3f))
    },
  )
