import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSseFramer, endsEvent, sseData } from './sse.ts'

const dataOf = (chunks: readonly Uint8Array[]): string[] => {
  const events: string[] = []
  const framer = createSseFramer(1_000_000, (event) => events.push(sseData(event ?? new Uint8Array()).join('|')))
  for (const chunk of chunks) framer.push(chunk)
  framer.end()
  return events.filter((event) => event !== '')
}

const line = fc.string({ unit: fc.constantFrom('a', 'ö', '🙂', ' ', ':', '{'), maxLength: 6 })
const newline = fc.constantFrom('\n', '\r\n', '\r')

it('finds the same events for any line end and any cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(line, { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
      newline,
      fc.array(fc.nat(400)),
      fc.boolean(),
      (events, end, cuts, terminated) => {
        const blocks = events.map((lines) => `event: x${end}${lines.map((text) => `data: ${text}${end}`).join('')}`)
        const bytes = Buffer.from(blocks.join(end) + (terminated ? end : ''))
        const points = [
          0,
          ...cuts.map((cut) => Math.min(cut, bytes.byteLength)).sort((a, b) => a - b),
          bytes.byteLength,
        ]
        const chunks = points.slice(1).map((point, index) => bytes.subarray(points[index], point))
        const expected = events.map((lines) => lines.join('|')).filter((event) => event !== '')
        expect(dataOf(chunks)).toEqual(expected)
      },
    ),
  )
})

it('tells of an event that is too large, and finds the next', () => {
  const events: (string | undefined)[] = []
  const framer = createSseFramer(20, (event) => events.push(event && Buffer.from(event).toString()))
  framer.push(Buffer.from('data: short\n\ndata: much too long for'))
  framer.push(Buffer.from(' twenty bytes\n\ndata: next\n\n'))
  expect(events).toEqual(['data: short\n', undefined, 'data: next\n'])
})

it('reads data as the standard has it: one space after the colon is dropped, other fields are not data', () => {
  const event = '\ufeffdata:a\ndata:  b\ndata\ndatabase: no\nid: 1\n: comment\ndata:{"x":1}'
  expect(sseData(Buffer.from(event))).toEqual(['a', ' b', '', '{"x":1}'])
})

it.each([
  ['data: a\n\n', true],
  ['data: a\r\n\r\n', true],
  ['data: a\n', false],
  ['data: a\r\n', false],
  ['data: a\n\r\n', false],
  ['data: a\r\r', false],
  ['\n', false],
  ['', false],
])('knows whether %j ends an event for certain', (chunk, ends) => {
  expect(endsEvent(Buffer.from(chunk))).toBe(ends)
  const framer = createSseFramer(100, () => undefined)
  framer.push(Buffer.from(chunk))
  if (ends) expect(framer.atStart()).toBe(true)
})
