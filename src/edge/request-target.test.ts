import { expect, it } from 'vitest'
import { targetFault } from './request-target.ts'

it.each([
  ['/v1/messages', undefined],
  ['/v1/messages?beta=true&x=%2500', undefined],
  ['/v1/a%20b;x=1', undefined],
  [`/${'a'.repeat(7999)}`, undefined],
  [`/${'%41;'.repeat(2000)}`, 'long'],
  ['/v1/messages#x', 'fragment'],
  ['/v1/messages?a=1#b', 'fragment'],
  ['/v1/messages%00', 'nul'],
  ['/v1/messages?a=%00b', 'nul'],
  ['/v1/mes\tsages', 'control'],
  ['/v1/messages\x7f', 'control'],
  ['/v1/messages?a=\x01', 'control'],
])('of %j is %s', (target, fault) => {
  expect(targetFault(target)).toBe(fault)
})
