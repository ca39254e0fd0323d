/** Bodies come out of every back end as they went in, whatever was edited, kept, or held by others. Part of what `backends.suite.ts` asks. */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { NO_LIMITS, type OpenBackend } from '../../../test/kit/open-backend.ts'
import { recordOf } from '../../../test/kit/records.ts'
import { Body, chunksBetween, type Edit } from '../../codec/bytes/body.ts'
import type { Captured, ExchangeRecord } from '../../contract/exchange.ts'
import type { StoredBody } from '../records/journal.ts'
import type { RecordStore } from '../records/record-store.ts'
import type { RequestBodies } from '../records/request-bodies.ts'

export const bodiesSuite = (name: string, open: OpenBackend): void => {
  describe(`bodies of back end ${name}`, () => {
    let store: RecordStore
    beforeEach(async () => {
      store = await open({ clock: createFakeClock(Date.UTC(2026, 10, 22, 14, 5)), limits: NO_LIMITS })
    })
    afterEach(() => store.close())

    it('gives bodies back as they were, whatever the edits, the limit, and who still holds them', async () => {
      let number = 0
      const property = fc.asyncProperty(drawnBody, fc.boolean(), async ({ chunks, drawn, decoded, limit }, held) => {
        number += 1
        const id = `number-${number}`
        const received = Body.received(chunks)
        const exchange = received.memory.retain()
        const sent = edited(decoded === undefined ? received : received.decodedAs(decoded), drawn)
        const expected = { request: Buffer.concat(received.chunks), sent: Buffer.concat(sent.chunks) }
        const socket = held ? received.memory.retain() : undefined
        store.journal.append(recordOf({ id, ...keptOf(received, sent, limit) }), aboutOf(received, sent))
        exchange.release()
        await store.journal.flush()
        checkBody(await store.journal.body(id, 'request'), expected.request, limit)
        checkBody(await store.journal.body(id, 'sent'), expected.sent, limit)
        if (socket !== undefined) expect(Buffer.compare(Buffer.concat(received.chunks), expected.request)).toBe(0)
        socket?.release()
      })
      await fc.assert(property, { numRuns: 60 })
    }, 60_000)
  })
}

const aboutOf = (received: Body, sent: Body): RequestBodies => {
  const shared = sent.sharedWith(received)
  return shared === undefined ? { memory: received.memory } : { memory: received.memory, shared }
}

const checkBody = (stored: StoredBody | undefined, whole: Buffer, limit: number): void => {
  expect([stored?.size, stored?.truncated]).toEqual([whole.byteLength, whole.byteLength > limit])
  expect(Buffer.compare(stored?.bytes ?? Buffer.alloc(1), whole.subarray(0, limit))).toBe(0)
}

const keptOf = (received: Body, sent: Body, limit: number): Pick<ExchangeRecord, 'request' | 'sent'> => ({
  request: firstOf(received, limit),
  ...(sent === received ? {} : { sent: firstOf(sent, limit) }),
})

const firstOf = ({ chunks, size }: Body, limit: number): Captured => ({
  chunks: chunksBetween(chunks, 0, limit),
  truncated: size > limit,
  size,
})

/** Text that shrinks, or noise that does not, in a buffer of its own. */
const bytesOf = (length: number, noisy: boolean, seed: number): Buffer => {
  const bytes = Buffer.from(new ArrayBuffer(length))
  let state = seed
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[index] = noisy ? state >>> 24 : 97 + ((index * 7 + (index >> 5)) % 26)
  }
  return bytes
}

const piece = (longest: number): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.integer({ min: 1, max: longest }), fc.boolean(), fc.integer())
    .map(([length, noisy, seed]) => bytesOf(length, noisy, seed))

const drawnBody = fc.record({
  chunks: fc.array(piece(50_000), { minLength: 1, maxLength: 6 }),
  drawn: fc.array(fc.record({ gap: fc.nat(60_000), removed: fc.nat(30_000), inserted: fc.nat(9000) }), {
    maxLength: 4,
  }),
  decoded: fc.option(piece(200_000), { nil: undefined }),
  limit: fc.constantFrom(1e9, 0, 10, 5000, 40_000, 90_000),
})

interface DrawnEdit {
  readonly gap: number
  readonly removed: number
  readonly inserted: number
}

const edited = (body: Body, drawn: readonly DrawnEdit[]): Body => body.splice(editsOf(body.size, drawn))

const editsOf = (size: number, drawn: readonly DrawnEdit[]): readonly Edit[] => {
  let at = 0
  return drawn.flatMap(({ gap, removed, inserted }) => {
    const offset = at + gap
    if (offset + removed > size) return []
    at = offset + removed
    return [{ offset, removed, inserted: bytesOf(inserted, false, gap) }]
  })
}
