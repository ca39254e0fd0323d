/** How an answer is sampled, as far as Anthropic Messages and the model take it. */

import type { Fields } from '../../canonical/fields.ts'
import type { Sampling } from '../../canonical/generation.ts'
import type { WriteContext } from '../../canonical/request-translation.ts'
import type { ClaudeModel } from '../../canonical/requests/claude-models.ts'
import { tellDropped, temperatureUpTo } from '../../canonical/requests/plain-parameters.ts'
import { refuses } from '../../canonical/upstream-profile.ts'

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
    temperature: takes('temperature') && !thinks ? temperatureUpTo(1, temperature, losses) : undefined,
    top_p: takes('top_p') && (!thinks || (topP ?? 0) >= LEAST_TOP_P) ? topP : undefined,
    top_k: takes('top_k') && !thinks ? topK : undefined,
  }
  tellDropped(given, kept, losses)
  const stops = stop?.filter((text) => text.trim() !== '') ?? []
  return { ...kept, stop_sequences: stops.length === 0 ? undefined : stops }
}
