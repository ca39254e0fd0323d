import { expect, it } from 'vitest'
import { hasRepair, hostOf, isOpenAi, refuses, tokenLimit, type UpstreamProfile } from './upstream-profile.ts'

it.each([
  ['api.openai.com', 'openai'],
  ['eu.api.openai.com', 'openai'],
  ['mine.openai.azure.com', 'azure'],
  ['api.mistral.ai', 'mistral'],
  ['api.deepseek.com', 'deepseek'],
  ['open.bigmodel.cn', 'zhipu'],
  ['api.z.ai', 'zhipu'],
  ['api.moonshot.cn', 'moonshot'],
  ['api.kimi.com', 'moonshot'],
  ['dashscope-intl.aliyuncs.com', 'dashscope'],
  ['OpenRouter.ai', 'openrouter'],
  ['localhost', 'other'],
  ['notopenai.com', 'other'],
  ['api.openai.com.evil.example', 'other'],
])('tells %s for %s', (hostname, host) => {
  expect(hostOf(hostname)).toBe(host)
})

it('knows what it was refused for, the newest limit last', () => {
  const profile: UpstreamProfile = {
    host: 'azure',
    model: 'm',
    repairs: [
      { kind: 'limit-tokens', most: 9 },
      { kind: 'omit', parameter: 'user' },
      { kind: 'limit-tokens', most: 5 },
    ],
  }
  expect([isOpenAi(profile), hasRepair(profile, 'omit'), hasRepair(profile, 'echo-reasoning')]).toEqual([
    true,
    true,
    false,
  ])
  expect([refuses(profile, 'user'), refuses(profile, 'seed'), tokenLimit(profile)]).toEqual([true, false, 5])
})
