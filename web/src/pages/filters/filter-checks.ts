/** Whether filter rules can be saved, and small edits of them. Pure; what counts is the daemon's own check. */
import type {
  BodyFilterSettings,
  BodyRule,
  EndpointFilterSettings,
  EndpointRule,
  HeaderFilterSettings,
} from '../../../../src/contract/settings.ts'

export const MATCH_KINDS = ['path', 'prefix', 'regex'] as const
export type MatchKind = (typeof MATCH_KINDS)[number]

/** What a rule compares the path with; files may also say it with `pathMatchType`. */
export const matchOf = (rule: EndpointRule): { readonly kind: MatchKind; readonly value: string } => {
  if (rule.regex !== undefined) return { kind: 'regex', value: rule.regex }
  if (rule.prefix !== undefined) return { kind: 'prefix', value: rule.prefix }
  const value = rule.path ?? ''
  const type = rule.pathMatchType
  return { kind: type === 'prefix' || type === 'regex' ? type : 'path', value }
}

/** The rule with another comparison; everything it does not know stays. */
export const withMatch = (rule: EndpointRule, kind: MatchKind, value: string): EndpointRule => {
  const { path: _path, prefix: _prefix, regex: _regex, pathMatchType: _type, ...rest } = rule
  return { ...rest, [kind]: value }
}

/** Whether JavaScript would take it for a regular expression, which is a good guess. */
export const isRegex = (text: string): boolean => {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}

export const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i

export const completeEndpoint = (settings: EndpointFilterSettings): boolean =>
  settings.rules.every((rule) => matchOf(rule).value.trim() !== '')

export const completeHeader = (settings: HeaderFilterSettings): boolean =>
  settings.blocked_headers.every((name) => HEADER_NAME.test(name))

const completeRule = (rule: BodyRule): boolean =>
  rule.source !== '' && (rule.op === 'remove' || (rule.target ?? '') !== '')

export const completeBody = (rules: BodyFilterSettings): boolean => rules.every(completeRule)

/** A field that has a value, or is left out. */
export const setOrLeave = <T extends object, K extends string>(object: T, key: K, value: unknown): T => {
  const { [key]: _old, ...rest } = object as Record<string, unknown>
  return (value === undefined ? rest : { ...rest, [key]: value }) as T
}

/** Lines of `name: value` → flat pairs, and back. */
export const headersFromLines = (text: string): string[] =>
  text.split('\n').flatMap((line) => {
    const colon = line.indexOf(':')
    return colon <= 0 ? [] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
  })

export const linesFromHeaders = (flat: readonly string[]): string => {
  const lines: string[] = []
  for (let index = 0; index + 1 < flat.length; index += 2) lines.push(`${flat[index]}: ${flat[index + 1]}`)
  return lines.join('\n')
}

/** How clients show a refusal with this status: Claude Code takes 401 and 403 for a failed sign-in, and clients repeat what may pass. */
export const shownAs = (status: number | undefined): 'own' | 'login' | 'again' | 'plain' => {
  if (status === undefined) return 'own'
  if (status === 401 || status === 403) return 'login'
  return status >= 500 || status === 408 || status === 409 || status === 429 ? 'again' : 'plain'
}
