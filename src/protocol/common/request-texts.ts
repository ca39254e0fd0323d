/**
 * How the strings of a request are read by who replaces texts in them: told by their place in the document, never by a name alone, for the
 * input of a tool may name its members as the protocol does.
 */
import type { RequestTexts } from './text-forms.ts'

export interface RequestPlaces {
  /** Ways to the objects in which the places below begin; the document itself is always one. */
  readonly roots?: readonly string[]
  /** Ways to strings that are the protocol's own; `name.**` is everything below a name. */
  readonly own: readonly string[]
  /** Ways to values that belong to a tool: everything below is text, names of members too. */
  readonly free: readonly string[]
  /** Ways to strings that hold a JSON text. */
  readonly json: readonly string[]
}

export const requestTexts = ({ roots = [], own, free, json }: RequestPlaces): RequestTexts => {
  const ownPaths = new Set(own)
  const ownBelow = own.filter((path) => path.endsWith('.**')).map((path) => path.slice(0, -'**'.length))
  const freeBelow = free.map((path) => `${path}.`)
  const jsonPaths = new Set(json)
  const prefixes = ['', ...roots.map((root) => `${root}.`)]
  return (path, isName) => {
    const written = path.join('.')
    const prefix = prefixes.findLast((root) => written.startsWith(root)) ?? ''
    const place = written.slice(prefix.length)
    const isOwn = !isName && (ownPaths.has(place) || ownBelow.some((below) => place.startsWith(below)))
    if (isOwn) return 'own'
    if (freeBelow.some((below) => place.startsWith(below))) return 'text'
    if (isName) return 'own'
    return jsonPaths.has(place) ? 'json' : 'text'
  }
}
