/** How hard to think, in the words of each server that speaks Chat Completions. Never two controls at once. */

import { type Effort, effortOf, nearestEffort } from '../../canonical/effort.ts'
import type { Fields } from '../../canonical/fields.ts'
import type { ReasoningSettings } from '../../canonical/generation.ts'
import type { WriteContext } from '../../canonical/request-translation.ts'
import { COMMON_EFFORTS, effortsOf, reasons } from '../../canonical/requests/openai-models.ts'
import { isOpenAi } from '../../canonical/upstream-profile.ts'

export const writeReasoning = (settings: ReasoningSettings, context: WriteContext): Fields => {
  const effort = settings.effort ?? (settings.budget === undefined ? undefined : effortOf(settings.budget))
  if (settings.mode === 'off' || effort === 'none') return off(context)
  return effort === undefined ? {} : withEffort(effort, context)
}

const off = (context: WriteContext): Fields => {
  const { host, model } = context.profile
  switch (host) {
    case 'deepseek':
    case 'zhipu':
    case 'moonshot':
      return { thinking: { type: 'disabled' } }
    case 'dashscope':
      return { enable_thinking: false }
    case 'openrouter':
      return { reasoning: { enabled: false } }
    default:
      if (isOpenAi(context.profile) && effortsOf(model).includes('none')) return { reasoning_effort: 'none' }
      if (!isOpenAi(context.profile) || reasons(model)) context.losses.add('parameter-dropped', 'reasoning')
      return {}
  }
}

const withEffort = (effort: Effort, context: WriteContext): Fields => {
  const offered = offeredEfforts(context)
  if (offered.length === 0) {
    context.losses.add('parameter-dropped', 'reasoning')
    return {}
  }
  const nearest = nearestEffort(effort, offered)
  if (nearest !== effort) context.losses.add('effort-mapped', 'reasoning')
  return context.profile.host === 'openrouter' ? { reasoning: { effort: nearest } } : { reasoning_effort: nearest }
}

const offeredEfforts = ({ profile }: WriteContext): readonly Effort[] => {
  if (profile.host === 'deepseek') return ['low', 'high', 'max']
  if (profile.host === 'openrouter') return ['minimal', ...COMMON_EFFORTS, 'xhigh']
  if (!isOpenAi(profile)) return COMMON_EFFORTS
  return reasons(profile.model) ? effortsOf(profile.model) : []
}
