import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesBetween } from '../json/json-scan.ts'
import { Body, type Edit } from './body.ts'
import { applyEdit } from './body-edit.ts'
import { sharedEdges } from './shared-edges.ts'

const chunk = fc.uint8Array({ maxLength: 40 })

const editsOf = (size: number, places: readonly (readonly [number, number, Uint8Array])[]): Edit[] => {
  let position = 0
  const edits: Edit[] = []
  for (const [gap, length, inserted] of places) {
    const offset = position + gap
    if (offset + length > size) break
    edits.push({ offset, removed: length, inserted })
    position = offset + length
  }
  return edits
}

test('what is shared and what stands between make the edited body again, whatever was edited', () => {
  const place = fc.tuple(fc.nat(60), fc.nat(20), chunk)
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 8 }), fc.array(place, { maxLength: 4 }), (chunks, places) => {
      const received = new Body(chunks)
      const sent = received.splice(editsOf(received.size, places))
      const { head, tail } = sharedEdges(received.chunks, sent.chunks)
      expect(head + tail).toBeLessThanOrEqual(Math.min(received.size, sent.size))
      const inserted = bytesBetween(sent, head, sent.size - tail)
      expect(Buffer.compare(applyEdit(received.joined(), { head, tail, inserted }), sent.joined())).toBe(0)
    }),
  )
})

test('finds all that one edit has left alone, across the borders of chunks', () => {
  const received = new Body([Buffer.from('{"model":"sm'), Buffer.from('all","text":"'), Buffer.from('long"}')])
  const sent = received.splice([{ offset: 10, removed: 5, inserted: Buffer.from('larger') }])
  expect(sent.joined().toString()).toBe('{"model":"larger","text":"long"}')
  expect(sharedEdges(received.chunks, sent.chunks)).toEqual({ head: 10, tail: 16 })
})

test('equal bytes that lie elsewhere are not shared', () => {
  expect(sharedEdges([Buffer.from('same')], [Buffer.from('same')])).toEqual({ head: 0, tail: 0 })
})
