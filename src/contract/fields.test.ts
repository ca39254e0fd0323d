import { expect, it } from 'vitest'
import { hasFields } from './fields.ts'

it('takes an object that has what is wanted, whatever else it has', () => {
  const value: unknown = { name: 'a', at: { port: 1 }, more: true }
  expect(hasFields(value, { name: 'string', at: 'object' })).toBe(true)
})

it.each([undefined, null, 'text', [], {}, { name: 1, at: {} }, { name: 'a', at: null }])('refuses %j', (value) => {
  expect(hasFields(value, { name: 'string', at: 'object' })).toBe(false)
})
