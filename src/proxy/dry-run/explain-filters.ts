/** "What would the filters do to this request?": every rule in order, with what it hits. Runs the very rules; sends nothing. */
import type { FilterTryAnswer } from '../../contract/api/documents.ts'
import type { Clock } from '../../contract/clock.ts'
import type { Explanation, Filter, TriedRequest } from '../filters/filter.ts'
import { filters } from '../filters/index.ts'

/** Gives the settings by which a filter is to be tried: those in force, or a draft of them. */
export type RulesOf = (filter: Filter) => object

/** Throws `PatternError` when a rule of a draft cannot be run. */
export const explainFilters = (request: TriedRequest, rulesOf: RulesOf, clock: Clock): FilterTryAnswer => {
  const explanations: Explanation[] = []
  let current = request
  for (const filter of filters) {
    const explanation = filter.explain(rulesOf(filter), current, clock)
    explanations.push(explanation)
    current = explanation.request
  }
  return {
    steps: explanations.flatMap(({ steps }) => steps),
    blocked: explanations.find(({ blocked }) => blocked !== undefined)?.blocked ?? null,
    headers: [...current.headers],
    body: current.body.joined().toString('utf8'),
  }
}
