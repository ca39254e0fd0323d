import fc from 'fast-check'
import { expect, it } from 'vitest'
import { awsMessage } from '../../../test/kit/aws-messages.ts'
import { createAwsEventFramer } from './aws-event-stream.ts'

const read = (chunks: readonly Uint8Array[], limit = 10_000): (readonly [string | undefined, string] | undefined)[] => {
  const seen: (readonly [string | undefined, string] | undefined)[] = []
  const framer = createAwsEventFramer(limit, (message) =>
    seen.push(message && [message.headers.get(':event-type'), message.payload.toString()]),
  )
  for (const chunk of chunks) framer.push(chunk)
  framer.end()
  return seen
}

it('finds the same messages for any cut', () => {
  const message = fc.tuple(fc.constantFrom('chunk', 'metadata', 'ö'), fc.string({ maxLength: 30 }))
  fc.assert(
    fc.property(fc.array(message, { maxLength: 6 }), fc.array(fc.nat(300)), (messages, cuts) => {
      const bytes = Buffer.concat(messages.map(([type, text]) => awsMessage({ ':event-type': type }, text)))
      const points = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length]
      expect(read(points.slice(1).map((end, index) => bytes.subarray(points[index], end)))).toEqual(messages)
    }),
  )
})

it('tells of a message that is too large, and finds the next', () => {
  const large = awsMessage({ ':event-type': 'chunk' }, 'x'.repeat(500))
  const next = awsMessage({ ':event-type': 'chunk' }, 'next')
  expect(read([Buffer.concat([large, next])], 100)).toEqual([undefined, ['chunk', 'next']])
})

it.each([
  ['a text', Buffer.from('{"message":"no stream"}')],
  ['zeros', Buffer.alloc(100)],
  ['a length that does not hold its headers', Buffer.from([0, 0, 0, 16, 0, 0, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0])],
])('finds nothing in %s, and does not loop', (_title, bytes) => {
  expect(read([bytes, bytes])).toEqual([])
})
