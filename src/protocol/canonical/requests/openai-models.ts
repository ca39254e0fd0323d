/** What OpenAI's reasoning models refuse. From the model table of `@ai-sdk/openai`. */

import type { Effort } from '../effort.ts'

/** Whether a model reasons before it answers: the o-series, gpt-5 and later, chat variants not. */
export const reasons = (model: string): boolean => {
  const name = bare(model)
  return /^(o\d|codex)/.test(name) || (/^gpt-(?:[5-9]|\d\d)/.test(name) && !/^gpt-\d+(?:\.\d+)?-chat/.test(name))
}

/** Whether a reasoning model takes temperature and the like when it is told not to reason: gpt-5.1 and later. */
export const samplesWithoutEffort = (model: string): boolean => {
  const version = /^gpt-(\d+)(?:\.(\d+))?/.exec(bare(model))
  if (version === null) return false
  return Number(version[1]) > 5 || (Number(version[1]) === 5 && Number(version[2] ?? 0) >= 1)
}

/** The steps that all servers know. */
export const COMMON_EFFORTS: readonly Effort[] = ['low', 'medium', 'high']

/** The efforts that a reasoning model knows, ascending. From gpt-5.1 on there is one above `high`, and `none`. */
export const effortsOf = (model: string): readonly Effort[] => {
  if (samplesWithoutEffort(model)) return ['none', ...COMMON_EFFORTS, 'xhigh']
  return /^o\d/.test(bare(model)) ? COMMON_EFFORTS : ['minimal', ...COMMON_EFFORTS]
}

const bare = (model: string): string => model.toLowerCase().split('/').at(-1) ?? ''
