import { randomBytes } from 'node:crypto'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Hold, LeasedBytes, Parcel } from './leased-bytes.ts'

const LARGE = 64 * 1024

/** A chunk that fills its buffer. */
const own = (size: number, fill = 1): Uint8Array => new Uint8Array(size).fill(fill)

const lengths = (chunks: readonly Uint8Array[]): number[] => chunks.map(({ byteLength }) => byteLength)

describe('LeasedBytes', () => {
  test('frees large memory when the last holder lets go, and no sooner', () => {
    const chunks = [own(LARGE), own(2000)]
    const bytes = new LeasedBytes(chunks)
    const [exchange, socket] = [bytes.retain(), bytes.retain()]
    exchange.release()
    expect(lengths(chunks)).toEqual([LARGE, 2000])
    socket.release()
    expect(lengths(chunks)).toEqual([0, 0])
  })

  test('leaves what is small to the collector, and what others may use to them', () => {
    const [small, shared, text] = [own(2000), own(2 * LARGE), Buffer.from('a few bytes of a pool')]
    new LeasedBytes([small]).retain().release()
    new LeasedBytes([shared.subarray(LARGE), text]).retain().release()
    expect(lengths([small, shared])).toEqual([2000, 2 * LARGE])
    expect(text.toString()).toBe('a few bytes of a pool')
  })

  test('frees what came in a message, whatever part of it is shown', () => {
    const buffer = own(2 * LARGE)
    LeasedBytes.arrived([buffer.subarray(10, 20)])
      .retain()
      .release()
    expect(buffer.byteLength).toBe(0)
  })

  test('refuses to be released twice by one holder, so that no other one loses its bytes', () => {
    const chunk = own(LARGE)
    const bytes = new LeasedBytes([chunk])
    const [first, second] = [bytes.retain(), bytes.retain()]
    first.release()
    expect(() => first.release()).toThrow(/released already/)
    expect(chunk.byteLength).toBe(LARGE)
    second.release()
  })

  test('refuses to be held once it is freed', () => {
    const bytes = new LeasedBytes([own(LARGE)])
    bytes.retain().release()
    expect(() => bytes.retain()).toThrow(/was freed/)
  })

  test('no byte is freed while somebody holds it, whatever the order of comings and goings', () => {
    const step = fc.tuple(fc.constantFrom('retain', 'release', 'add', 'send'), fc.nat(9))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const users = new Users()
        for (const [what, which] of steps) {
          if (users.holds.length > 0) users[what](which)
          users.check()
        }
      }),
      { numRuns: 200 },
    )
  })
})

/** Holders of one memory, of which each may come, go, or send the bytes elsewhere. */
class Users {
  readonly chunks = [own(LARGE, 7)]
  readonly bytes = new LeasedBytes(this.chunks)
  readonly holds: Hold[] = [this.bytes.retain()]

  retain(): void {
    this.holds.push(this.bytes.retain())
  }
  add(): void {
    const more = own(LARGE, 7)
    this.chunks.push(more)
    this.bytes.add([more])
  }
  release(which: number): void {
    this.#leaving(which)?.release()
  }
  send(which: number): void {
    const { port1 } = new MessageChannel()
    const parcel = new Parcel()
    parcel.post(port1, parcel.take([this.chunks], this.#leaving(which)))
    port1.close()
  }
  check(): void {
    const held = this.holds.length > 0
    expect(lengths(this.chunks)).toEqual(this.chunks.map(() => (held ? LARGE : 0)))
    if (held) expect(this.chunks.every((chunk) => chunk[0] === 7 && chunk.at(-1) === 7)).toBe(true)
  }
  #leaving(which: number): Hold | undefined {
    return this.holds.splice(which % this.holds.length, 1)[0]
  }
}

describe('Parcel', () => {
  /** What arrives at the other end. */
  const sent = (parcel: Parcel, message: unknown): unknown => {
    const { port1, port2 } = new MessageChannel()
    parcel.post(port1, message)
    const received = receiveMessageOnPort(port2)?.message as unknown
    port1.close()
    return received
  }

  test('moves what nobody else holds, and copies the text of a rule that was put in', () => {
    const [received, text] = [own(LARGE, 1), own(5000, 2)]
    const bytes = new LeasedBytes([received])
    const parcel = new Parcel()
    const pieces = [received.subarray(0, 100), text, received.subarray(200)]
    const taken = parcel.take([[received], pieces], bytes.retain())
    expect(sent(parcel, taken)).toEqual([[own(LARGE, 1)], [own(100, 1), own(5000, 2), own(LARGE - 200, 1)]])
    expect(lengths([received, text])).toEqual([0, 5000])
    expect(() => bytes.retain()).toThrow(/was freed/)
  })

  test('copies what somebody else still holds', () => {
    const chunk = own(LARGE, 3)
    const bytes = new LeasedBytes([chunk])
    const [socket, record] = [bytes.retain(), bytes.retain()]
    const parcel = new Parcel()
    expect(sent(parcel, parcel.take([[chunk]], record))).toEqual([[own(LARGE, 3)]])
    expect(chunk.byteLength).toBe(LARGE)
    socket.release()
    expect(chunk.byteLength).toBe(0)
  })

  test('frees what belongs to the memory but to none of the bodies', () => {
    const [kept, rest] = [own(LARGE, 1), own(LARGE, 2)]
    const parcel = new Parcel()
    parcel.take([[kept]], new LeasedBytes([kept, rest]).retain())
    expect(lengths([kept, rest])).toEqual([LARGE, 0])
  })

  test('any bodies arrive as they were', () => {
    const chunk = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.integer({ min: 1000, max: 30_000 }).map((size): Uint8Array => randomBytes(size)),
    )
    const bodies = fc.array(fc.tuple(fc.array(chunk, { maxLength: 4 }), fc.boolean()), { maxLength: 6 })
    fc.assert(
      fc.property(bodies, (drawn) => {
        const whole = drawn.map(([chunks]) => Buffer.concat(chunks))
        const parcel = new Parcel()
        const message = drawn.map(([chunks, leased]) =>
          parcel.take([chunks], leased ? new LeasedBytes(chunks).retain() : undefined),
        )
        const arrived = sent(parcel, message) as Uint8Array[][][]
        expect(arrived.map(([chunks = []]) => Buffer.concat(chunks).compare(whole.shift() ?? Buffer.of(1)))).toEqual(
          drawn.map(() => 0),
        )
      }),
      { numRuns: 60 },
    )
  })
})
