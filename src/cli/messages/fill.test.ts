import { expect, it } from 'vitest'
import { fill } from './fill.ts'

it('puts values into their places and leaves a place without a value', () => {
  expect(fill('{a} and {b}, {a}', { a: 1 })).toBe('1 and {b}, 1')
})

it('lets no value speak to the terminal', () => {
  expect(fill('{a}', { a: 'x\u001b[31m\ny' })).toBe('x\\u{1b}[31m y')
})

it('does not take a value for a place', () => {
  expect(fill('{a}', { a: '{b}', b: 'no' })).toBe('{b}')
})
