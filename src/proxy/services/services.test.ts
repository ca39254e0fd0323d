import { expect, it } from 'vitest'
import { services } from './index.ts'
import { serviceSuite } from './services.suite.ts'

for (const service of services) serviceSuite(service)

it.each(['id', 'label', 'port', 'portVariable'] as const)('have each a %s of their own', (field) => {
  expect(new Set(services.map((service) => service[field])).size).toBe(services.length)
})
