/** Thinking as each Gemini model takes it, by level or by budget: https://ai.google.dev/gemini-api/docs/thinking */

import { budgetOf, type Effort, effortOf } from '../../canonical/effort.ts'
import type { Fields } from '../../canonical/fields.ts'
import type { ReasoningSettings } from '../../canonical/generation.ts'
import type { WriteContext } from '../../canonical/request-translation.ts'
import { isPro, isThree, thinks } from './model-facts.ts'

export const writeThinking = (settings: ReasoningSettings, { profile, losses }: WriteContext): Fields | undefined => {
  const effort = effortAsked(settings)
  if (settings.mode === 'default' && effort === undefined) return undefined
  if (!thinks(profile.model)) {
    if (effort !== 'none') losses.add('thinking-disabled', 'thinkingConfig')
    return undefined
  }
  const includeThoughts = settings.show === 'none' || effort === 'none' ? undefined : true
  return isThree(profile.model)
    ? { thinkingLevel: level(effort, profile.model), includeThoughts }
    : { thinkingBudget: tokens(effort, settings.budget, profile.model), includeThoughts }
}

/** Undefined: as much as the model likes. */
const effortAsked = ({ mode, effort, budget }: ReasoningSettings): Effort | undefined => {
  if (mode === 'off') return 'none'
  return effort ?? (budget === undefined ? undefined : effortOf(budget))
}

/** Pro models know two levels, the others four. */
const level = (effort: Effort | undefined, model: string): string | undefined => {
  if (effort === undefined) return undefined
  if (isPro(model)) return effort === 'none' || effort === 'minimal' || effort === 'low' ? 'low' : 'high'
  if (effort === 'none') return 'minimal'
  return effort === 'xhigh' || effort === 'max' ? 'high' : effort
}

/** Pro models cannot be kept from thinking. */
const LEAST_OF_PRO = 128
const MOST_OF_PRO = 32_768
const MOST_OF_FLASH = 24_576

const tokens = (effort: Effort | undefined, budget: number | undefined, model: string): number => {
  if (effort === undefined) return -1
  const wanted = effort === 'none' ? 0 : (budget ?? budgetOf(effort))
  return isPro(model) ? Math.min(Math.max(wanted, LEAST_OF_PRO), MOST_OF_PRO) : Math.min(wanted, MOST_OF_FLASH)
}
