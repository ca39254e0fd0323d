import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Body } from './body.ts'
import { releaseBuffers } from './release-buffers.ts'

const bytesOf = (body: Body): Buffer => Buffer.concat(body.chunks)

describe('Body', () => {
  test('counts the bytes of all chunks and joins them in order', () => {
    const body = new Body([Buffer.from('ab'), Buffer.from(''), Buffer.from('c')])
    expect(body.size).toBe(3)
    expect(body.joined().toString()).toBe('abc')
  })

  test('joins a single chunk without copying it', () => {
    const chunk = Buffer.from('abc')
    const joined = new Body([chunk]).joined()
    expect(joined.buffer).toBe(chunk.buffer)
    expect(joined.byteOffset).toBe(chunk.byteOffset)
  })

  test('refuses edits that overlap, go back, or leave the body', () => {
    const body = Body.from('abcdef')
    const inserted = Buffer.from('x')
    expect(() => body.splice([{ offset: 5, removed: 2, inserted }])).toThrow(RangeError)
    expect(() =>
      body.splice([
        { offset: 2, removed: 2, inserted },
        { offset: 3, removed: 1, inserted },
      ]),
    ).toThrow(RangeError)
  })

  test('splices any edits at any cut like string surgery, sharing the bytes outside them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 6 }),
        fc.array(fc.tuple(fc.nat(8), fc.nat(4), fc.uint8Array({ maxLength: 5 })), { maxLength: 4 }),
        (chunks, seeds) => {
          const body = new Body(chunks)
          const whole = Buffer.concat(chunks)
          const edits = []
          let position = 0
          for (const [gap, removed, inserted] of seeds) {
            const offset = position + gap
            if (offset + removed > whole.length) break
            edits.push({ offset, removed, inserted })
            position = offset + removed
          }
          let expected = Buffer.alloc(0)
          let from = 0
          for (const edit of edits) {
            expected = Buffer.concat([expected, whole.subarray(from, edit.offset), edit.inserted])
            from = edit.offset + edit.removed
          }
          expected = Buffer.concat([expected, whole.subarray(from)])
          const spliced = body.splice(edits)
          expect(bytesOf(spliced).equals(expected)).toBe(true)
          expect(spliced.size).toBe(expected.length)
        },
      ),
    )
  })
})

test('what is put in stays whole when the memory of the body is given away', () => {
  const [inserted, twice] = [Buffer.alloc(5000, 'a'), Buffer.alloc(2000, 'b')]
  const body = new Body([Buffer.alloc(5000, 'x')])
  const sent = body.splice([
    { offset: 0, removed: 1, inserted },
    { offset: 10, removed: 0, inserted: twice },
    { offset: 20, removed: 0, inserted: twice },
  ])
  releaseBuffers([...body.chunks, ...sent.chunks])
  expect([inserted.toString(), twice.toString()]).toEqual(['a'.repeat(5000), 'b'.repeat(2000)])
})

test('a joined copy is kept until it is forgotten', () => {
  const body = new Body([Buffer.from('ab'), Buffer.from('cd')])
  const joined = body.joined()
  expect(body.joined()).toBe(joined)
  body.forgetJoined()
  expect(body.joined()).not.toBe(joined)
  expect(body.joined().toString()).toBe('abcd')
})
