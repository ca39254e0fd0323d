import { expect, it } from 'vitest'
import { gemini } from './gemini.ts'
import { services } from './index.ts'
import { serviceSuite } from './services.suite.ts'

for (const service of services) serviceSuite(service)

it.each(['id', 'label', 'port', 'portVariable'] as const)('have each a %s of their own', (field) => {
  expect(new Set(services.map((service) => service[field])).size).toBe(services.length)
})

it.each([
  ['/v1beta/models/gemini-2.5-pro:generateContent', 'gemini-2.5-pro'],
  ['/v1beta/models/gemini-2.5-flash:streamGenerateContent', 'gemini-2.5-flash'],
  ['/relay/v1/models/a%20b', 'a%20b'],
  ['/v1beta/models', undefined],
  ['/v1beta/files', undefined],
])('gemini reads the model of %s as %s', (path, model) => {
  const place = gemini.modelInPath(path)
  expect(place === undefined ? undefined : path.slice(place.start, place.end)).toBe(model)
})

it.each([
  ['POST', '/v1beta/models/m:generateContent', false],
  ['POST', '/v1beta/models/m:countTokens', true],
  ['GET', '/v1beta/models', true],
])('gemini: %s %s stands beside the conversation: %s', (method, path, expected) => {
  expect(gemini.isSideRequest(method, path)).toBe(expected)
})

it('gemini reads what a model says, without its thoughts', () => {
  const parts = [{ text: 'hm', thought: true }, { text: 'Hello' }, { functionCall: {} }, { text: '!' }]
  expect(gemini.answerText({ candidates: [{ content: { parts } }] })).toBe('Hello!')
  for (const odd of [{}, { candidates: 1 }, { candidates: [null, { content: null }] }])
    expect(gemini.answerText(odd)).toBe('')
})
