import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Framer } from '../bytes/held-bytes.ts'
import { createSseFramer } from './sse.ts'
import { createSseSearch } from './sse-search.ts'

const NAME = '"usage"'

const named = (make: (onEvent: (event: Uint8Array | undefined) => void) => Framer, chunks: readonly Uint8Array[]) => {
  const events: string[] = []
  const framer = make((event) => {
    const text = Buffer.from(event ?? []).toString()
    if (text.includes(NAME)) events.push(text)
  })
  for (const chunk of chunks) framer.push(chunk)
  framer.end()
  return events
}

const cut = (bytes: Buffer, places: readonly number[]): Uint8Array[] => {
  const points = [0, ...places.map((place) => Math.min(place, bytes.length)).sort((a, b) => a - b), bytes.length]
  return points.slice(1).map((point, index) => bytes.subarray(points[index], point))
}

const line = fc.oneof(fc.constant(`data: {${NAME}:1}`), fc.constantFrom('data: a', 'x', `data: ${NAME}`, ': ö'))
const lineEnds = fc.oneof(fc.constant('\n'), fc.constantFrom('\r\n', '\r', '\n'))

it('finds every event that holds the name, and all of it, for any line ends and any cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.option(line, { nil: '' }), lineEnds), { maxLength: 40 }),
      fc.boolean(),
      fc.array(fc.nat(500), { maxLength: 12 }),
      (lines, oneKind, places) => {
        const text = lines.map(([words, end]) => `${words}${oneKind ? '\n' : end}`).join('')
        const chunks = cut(Buffer.from(text), places)
        const expected = named((onEvent) => createSseFramer(10_000, onEvent), chunks)
        expect(named((onEvent) => createSseSearch(NAME, 10_000, onEvent), chunks)).toEqual(expected)
      },
    ),
    { numRuns: 2000 },
  )
})

it('goes through none of the others', () => {
  const others = 'event: x\ndata: {"type":"content_block_delta"}\n\n'.repeat(100)
  const seen: string[] = []
  const search = createSseSearch(NAME, 10_000, (event) => seen.push(Buffer.from(event ?? []).toString()))
  search.push(Buffer.from(`${others}data: {${NAME}:1}\n\n${others}data: {${NAME}:2}\n\n${others}`))
  expect(seen).toEqual([`data: {${NAME}:1}\n`, `data: {${NAME}:2}\n`])
})
