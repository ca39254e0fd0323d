/** How an answer is sampled, as far as Anthropic Messages and the model take it. */

import type { Sampling } from '../../canonical/generation.ts'
import type { Losses } from '../../canonical/loss.ts'
import type { WriteContext } from '../../canonical/request-translation.ts'
import type { ClaudeModel } from '../../canonical/requests/claude-models.ts'
import { refuses } from '../../canonical/upstream-profile.ts'

type Fields = Readonly<Record<string, unknown>>

/** The least `top_p` that is taken together with thinking. */
const LEAST_TOP_P = 0.95

export const writeSampling = (
  sampling: Sampling,
  thinks: boolean,
  model: ClaudeModel,
  context: WriteContext,
): Fields => {
  const { temperature, topP, topK, seed, frequencyPenalty, presencePenalty, stop } = sampling
  const { losses, profile } = context
  const takes = (name: string): boolean => model.sampling && !refuses(profile, name)
  const given: Fields = { temperature, top_p: topP, top_k: topK, seed, frequencyPenalty, presencePenalty }
  const kept: Fields = {
    temperature: takes('temperature') && !thinks ? clamped(temperature, losses) : undefined,
    top_p: takes('top_p') && (!thinks || (topP ?? 0) >= LEAST_TOP_P) ? topP : undefined,
    top_k: takes('top_k') && !thinks ? topK : undefined,
  }
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && kept[name] === undefined) losses.add('parameter-dropped', name)
  }
  const stops = stop?.filter((text) => text.trim() !== '') ?? []
  return { ...kept, stop_sequences: stops.length === 0 ? undefined : stops }
}

const clamped = (temperature: number | undefined, losses: Losses): number | undefined => {
  if (temperature === undefined || (temperature >= 0 && temperature <= 1)) return temperature
  losses.add('parameter-clamped', 'temperature')
  return Math.min(1, Math.max(0, temperature))
}
