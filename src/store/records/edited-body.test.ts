import fc from 'fast-check'
import { expect, it } from 'vitest'
import { applyEdit } from '../../codec/bytes/body-edit.ts'
import { editBetween } from './edited-body.ts'

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 50 }),
  fc.tuple(fc.integer({ min: 1000, max: 60_000 }), fc.nat(255)).map(([size, fill]) => new Uint8Array(size).fill(fill)),
)

it('gives the sent body back, whatever was put in where', () => {
  fc.assert(
    fc.property(bytes, bytes, bytes, bytes, (before, removed, inserted, after) => {
      const received = Buffer.concat([before, removed, after])
      const sent = Buffer.concat([before, inserted, after])
      const edit = editBetween(received, sent)
      if (edit !== undefined) expect(Buffer.compare(applyEdit(received, edit), sent)).toBe(0)
      if (inserted.byteLength < 4096 && before.byteLength + after.byteLength > 0) expect(edit).toBeDefined()
    }),
  )
})

it('keeps a few bytes of a large body', () => {
  const body = Buffer.from(`{"model":"small","text":"${'word '.repeat(100_000)}"}`)
  const sent = Buffer.from(String(body).replace('"small"', '"much larger"'))
  expect(editBetween(body, sent)?.inserted.byteLength).toBeLessThan(20)
  expect(editBetween(body, Buffer.from('x'.repeat(9000)))).toBeUndefined()
})
