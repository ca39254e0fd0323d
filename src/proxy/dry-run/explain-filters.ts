/** "What would the filters do to this request?": every rule in order, with what it hits. Runs the very rules; sends nothing. */
import type { FilterTryAnswer } from '../../contract/api/documents.ts'
import type { Clock } from '../../contract/clock.ts'
import { excerptOf } from '../filters/body-excerpt.ts'
import type { Explanation, Filter, TriedRequest } from '../filters/filter.ts'
import { filters } from '../filters/index.ts'

/** Bytes shown of the body that would leave. */
const MOST_SHOWN = 8 * 1024 * 1024

/** Gives the settings by which a filter is to be tried: those in force, or a draft of them. */
export type RulesOf = (filter: Filter) => object

/** Rejects with `PatternError` when a rule of a draft cannot be run. */
export const explainFilters = async (
  request: TriedRequest,
  rulesOf: RulesOf,
  clock: Clock,
): Promise<FilterTryAnswer> => {
  const explanations: Explanation[] = []
  let current = request
  for (const filter of filters) {
    const explanation = await filter.explain(rulesOf(filter), current, clock)
    explanations.push(explanation)
    current = explanation.request
  }
  return {
    steps: explanations.flatMap(({ steps }) => steps),
    blocked: explanations.find(({ blocked }) => blocked !== undefined)?.blocked ?? null,
    headers: [...current.headers],
    body: excerptOf(current.body.joined(), [], MOST_SHOWN).text,
  }
}
