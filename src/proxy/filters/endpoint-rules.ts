/** The rules of the endpoint filter made ready: which of them hits a request first. */
import type { EndpointFilterSettings } from '../../contract/settings.ts'
import { pathForms } from './endpoint-path.ts'
import { type CompiledEndpointRule, compileEndpointRule, idleReason } from './endpoint-rule.ts'

/** The parts of a request that endpoint rules look at. */
export interface RequestHead {
  readonly service: string
  readonly method: string
  /** Raw. */
  readonly path: string
  /** Raw, without `?`. */
  readonly query: string
}

/** The first rule that hits, in the order of the document. */
export type EndpointMatcher = (head: RequestHead) => CompiledEndpointRule | undefined

/** Rules with an exact path are looked up, so that their number costs nothing. Throws `PatternError`. */
export const compileEndpointRules = (settings: EndpointFilterSettings): EndpointMatcher => {
  if (!settings.enabled) return () => undefined
  const rules = settings.rules.flatMap((rule, index) =>
    idleReason(rule) === undefined ? [compileEndpointRule(rule, index)] : [],
  )
  if (rules.length === 0) return () => undefined
  const exact = new Map<string, CompiledEndpointRule[]>()
  const tested: { readonly rule: CompiledEndpointRule; readonly matches: (path: string) => boolean }[] = []
  for (const rule of rules) {
    const { path } = rule
    if (path.kind === 'test') tested.push({ rule, matches: path.matches })
    else exact.set(path.path, [...(exact.get(path.path) ?? []), rule])
  }
  return (head) => {
    const applies = (rule: CompiledEndpointRule): boolean => rule.appliesTo(head.service, head.method, head.query)
    let first: CompiledEndpointRule | undefined
    for (const path of pathForms(head.path)) {
      const byPath = exact.get(path)?.find(applies)
      const byTest = tested.find(({ rule, matches }) => matches(path) && applies(rule))?.rule
      for (const hit of [byPath, byTest]) if (hit !== undefined && hit.index < (first?.index ?? Infinity)) first = hit
    }
    return first
  }
}
