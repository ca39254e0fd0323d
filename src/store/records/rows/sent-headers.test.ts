import fc from 'fast-check'
import { expect, it } from 'vitest'
import { lookUp, referTo } from './sent-headers.ts'

const headers = fc
  .array(fc.tuple(fc.constantFrom('host', 'accept', 'x-a', 'Accept'), fc.constantFrom('', '1', '2', 'long value')))
  .map((pairs) => pairs.flat())

it('gives any headers back exactly, whatever was received', () => {
  fc.assert(
    fc.property(headers, headers, (received, sent) => {
      const told = JSON.parse(JSON.stringify(referTo(received, sent))) as (string | number)[]
      expect(lookUp(received, told)).toEqual(sent)
    }),
  )
})

it('writes down only what differs', () => {
  const received = ['Host', 'localhost', 'Accept', '*/*', 'X-App', 'cli']
  expect(referTo(received, ['host', 'upstream.test', 'Accept', '*/*', 'X-App', 'cli'])).toEqual([
    'host',
    'upstream.test',
    1,
    2,
  ])
})

it('leaves headers alone that were written down whole', () => {
  expect(lookUp(['Accept', '*/*'], ['host', 'upstream.test'])).toEqual(['host', 'upstream.test'])
})
