/** What OpenAI's reasoning models refuse. From the model table of `@ai-sdk/openai`. */

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

/** Whether a model knows the effort `none`; the o-series and gpt-5 do not. */
export const knowsNoEffort = (model: string): boolean => samplesWithoutEffort(model)

/** Whether the effort has a step above `high`. */
export const knowsMoreEffort = (model: string): boolean => samplesWithoutEffort(model)

const bare = (model: string): string => model.toLowerCase().split('/').at(-1) ?? ''
