import { expect, it } from 'vitest'
import { claudeModel } from './claude-models.ts'

it.each([
  ['claude-opus-5-5', { sampling: false, adaptive: true, budget: false, forcedTool: false, disabled: false }],
  ['claude-opus-5-20260101', { sampling: false, adaptive: true, budget: true, forcedTool: true }],
  ['claude-sonnet-4-5-20250929', { sampling: true, adaptive: false, budget: true, schemas: true, prefill: true }],
  ['us.anthropic.claude-sonnet-4-6', { adaptive: true, sampling: true, prefill: false }],
  ['anthropic/claude-opus-4.7', { adaptive: true, sampling: false }],
  ['claude-3-haiku-20240307', { maxTokens: 4096, schemas: false }],
  ['glm-5', { maxTokens: 32_000, sampling: true, adaptive: false, schemas: false, prefill: false }],
])('knows what %s takes', (model, facts) => {
  expect(claudeModel(model)).toMatchObject(facts)
})
