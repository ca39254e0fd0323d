/** Thinking as each Claude model takes it, and what it rules out. */

import { budgetOf, type Effort, effortOf, nearestEffort } from '../../canonical/effort.ts'
import type { Generation } from '../../canonical/generation.ts'
import type { Losses } from '../../canonical/loss.ts'
import type { ClaudeModel } from '../../canonical/requests/claude-models.ts'

/** `maxTokens` includes what is thought. */
export interface WrittenThinking {
  readonly thinking?: Readonly<Record<string, unknown>> | undefined
  readonly effort?: Effort | undefined
  readonly maxTokens: number
}

export interface ThinkingPlace {
  readonly model: ClaudeModel
  /** Tokens the upstream is known to answer with at most. */
  readonly limit: number | undefined
  readonly forcesTool: boolean
  /** Whether the last assistant turn calls tools without a thinking block before it. */
  readonly lastTurnIsBare: boolean
}

/** The fewest tokens a budget may have. */
const LEAST = 1024

export const writeThinking = (generation: Generation, place: ThinkingPlace, losses: Losses): WrittenThinking => {
  const asked = generation.sampling.maxTokens
  const plain = Math.min(asked ?? place.model.maxTokens, place.limit ?? Number.POSITIVE_INFINITY)
  if (asked !== undefined && plain < asked) losses.add('parameter-clamped', 'max_tokens')
  const { mode, effort, budget } = generation.reasoning
  if (mode === 'default' && effort === undefined) return { maxTokens: plain }
  if (mode === 'off' || (effort === 'none' && mode !== 'adaptive')) return off(place.model, plain, losses)
  if (place.forcesTool) return disabled(plain, losses)
  if (place.model.adaptive) return adaptive(generation, place.model, plain, losses)
  return manual(budget ?? budgetOf(effort ?? 'medium'), asked === undefined, plain, place, losses)
}

const off = (model: ClaudeModel, maxTokens: number, losses: Losses): WrittenThinking => {
  if (model.disabled) return { thinking: { type: 'disabled' }, maxTokens }
  losses.add('effort-mapped', 'thinking')
  return { effort: 'low', maxTokens }
}

const disabled = (maxTokens: number, losses: Losses): WrittenThinking => {
  losses.add('thinking-disabled', 'thinking')
  return { maxTokens }
}

const ADAPTIVE_EFFORTS: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max']

const adaptive = (generation: Generation, model: ClaudeModel, maxTokens: number, losses: Losses): WrittenThinking => {
  const { mode, budget, show } = generation.reasoning
  const effort = generation.reasoning.effort ?? (budget === undefined ? undefined : effortOf(budget))
  const nearest = effort === undefined ? undefined : nearestEffort(effort, effortsOf(model))
  if (nearest !== effort) losses.add('effort-mapped', 'thinking')
  const display = show === 'summary' ? 'summarized' : undefined
  return {
    thinking: mode === 'default' && nearest === undefined ? undefined : { type: 'adaptive', display },
    effort: nearest,
    maxTokens,
  }
}

/** The step above `high` came with the models that no longer take sampling parameters. */
const effortsOf = (model: ClaudeModel): readonly Effort[] =>
  model.sampling ? ADAPTIVE_EFFORTS.filter((effort) => effort !== 'xhigh') : ADAPTIVE_EFFORTS

/** A budget below the limit of the answer: the limit grows when the client named none, else the budget shrinks. */
const manual = (
  budget: number,
  isFree: boolean,
  limit: number,
  place: ThinkingPlace,
  losses: Losses,
): WrittenThinking => {
  const most = place.limit ?? Number.POSITIVE_INFINITY
  const maxTokens = isFree ? Math.min(Math.max(limit, budget + LEAST), most) : limit
  const tokens = Math.min(Math.max(budget, LEAST), maxTokens - 1)
  if (tokens < LEAST || place.lastTurnIsBare) return disabled(maxTokens, losses)
  if (tokens < budget) losses.add('effort-mapped', 'thinking')
  return { thinking: { type: 'enabled', budget_tokens: tokens }, maxTokens }
}
