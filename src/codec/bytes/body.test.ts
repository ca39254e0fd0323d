import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Body, chunksBetween, type Edit } from './body.ts'
import { applyEdit } from './body-edit.ts'

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

test("what is put in stays its owner's when the memory of the body is freed", () => {
  const [inserted, twice] = [Buffer.alloc(5000, 'a'), Buffer.alloc(2000, 'b')]
  const chunk = Buffer.alloc(100_000, 'x')
  const body = Body.received([chunk])
  const sent = body.splice([
    { offset: 0, removed: 1, inserted },
    { offset: 10, removed: 0, inserted: twice },
    { offset: 20, removed: 0, inserted: twice },
  ])
  sent.inOnePiece().memory.retain().release()
  expect(chunk.byteLength).toBe(0)
  expect([inserted.toString(), twice.toString()]).toEqual(['a'.repeat(5000), 'b'.repeat(2000)])
})

test('a body that was joined into one piece is freed with the others', () => {
  const body = Body.received([Buffer.alloc(100_000, 'x'), Buffer.alloc(100_000, 'y')])
  const [joined] = body.inOnePiece().chunks
  expect(joined?.byteLength).toBe(200_000)
  body.memory.retain().release()
  expect(joined?.byteLength).toBe(0)
})

test('a decoded body lives as long as the one it came from', () => {
  const [chunk, decoded] = [Buffer.alloc(100_000, 'x'), new Uint8Array(200_000)]
  const body = Body.received([chunk])
  const [exchange, socket] = [body.memory.retain(), body.decodedAs(decoded).memory.retain()]
  exchange.release()
  expect([chunk.byteLength, decoded.byteLength]).toEqual([100_000, 200_000])
  socket.release()
  expect([chunk.byteLength, decoded.byteLength]).toEqual([0, 0])
})

describe('what an edited body shares with the one it was made of', () => {
  const chunk = fc.uint8Array({ maxLength: 40 })
  const places = fc.array(fc.tuple(fc.nat(60), fc.nat(20), chunk), { minLength: 1, maxLength: 4 })

  const editsOf = (size: number, drawn: readonly (readonly [number, number, Uint8Array])[]): Edit[] => {
    let position = 0
    return drawn.flatMap(([gap, removed, inserted]) => {
      const offset = position + gap
      if (offset + removed > size) return []
      position = offset + removed
      return [{ offset, removed, inserted }]
    })
  }

  test('makes it again with what stands between, whatever was edited, and however often', () => {
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 8 }), fc.array(places, { maxLength: 3 }), (chunks, rounds) => {
        const received = new Body(chunks)
        let sent = received
        for (const drawn of rounds) sent = sent.splice(editsOf(sent.size, drawn))
        const shared = sent.inOnePiece().sharedWith(received)
        if (sent === received) {
          expect(sent.sharedWith(received)).toBeUndefined()
          return
        }
        const { head, tail } = shared ?? { head: -1, tail: -1 }
        expect(head + tail).toBeLessThanOrEqual(Math.min(received.size, sent.size))
        const inserted = Buffer.concat(chunksBetween(sent.chunks, head, sent.size - tail))
        expect(Buffer.compare(applyEdit(received.joined(), { head, tail, inserted }), sent.joined())).toBe(0)
      }),
    )
  })

  test('is all that the edits have left alone', () => {
    const received = Body.from('{"model":"small","text":"long"}')
    const sent = received.splice([{ offset: 10, removed: 5, inserted: Buffer.from('larger') }])
    expect(sent.joined().toString()).toBe('{"model":"larger","text":"long"}')
    expect(sent.sharedWith(received)).toEqual({ head: 10, tail: 16 })
  })

  test('is nothing where it was made of another one', () => {
    const received = Body.from('some')
    expect(Body.from('some').sharedWith(received)).toBeUndefined()
    expect(received.decodedAs(Buffer.from('more')).sharedWith(received)).toBeUndefined()
  })
})

test('a joined copy is kept until it is forgotten', () => {
  const body = new Body([Buffer.from('ab'), Buffer.from('cd')])
  const joined = body.joined()
  expect(body.joined()).toBe(joined)
  body.forgetJoined()
  expect(body.joined()).not.toBe(joined)
  expect(body.joined().toString()).toBe('abcd')
})

test('many edits are spliced into many pieces without going through all of them for each', () => {
  const count = 200_000
  const body = new Body(Array.from({ length: count }, () => Buffer.from('ab')))
  const edits = Array.from({ length: count }, (_, index) => ({
    offset: 2 * index,
    removed: 1,
    inserted: Buffer.from('x'),
  }))
  expect(body.splice(edits).joined().toString()).toBe('xb'.repeat(count))
})
