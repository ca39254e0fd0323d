/** Whatever the bodies, the edits and the limit: packed in either form, the log gives them back as they were. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { NO_LIMITS } from '../../../test/kit/open-backend.ts'
import { recordOf } from '../../../test/kit/records.ts'
import { Body, type Edit } from '../../codec/bytes/body.ts'
import { createMemoryStore, openSqliteStore } from '../../store/backends/index.ts'
import { keep } from '../exchange/recorded-body.ts'
import { Trace } from '../exchange/trace.ts'
import { createRequestPacker } from './pack-request.ts'

afterEach(() => void vi.useRealTimers())

const chunk = fc
  .tuple(fc.integer({ min: 20_000, max: 50_000 }), fc.boolean(), fc.integer())
  .map(([length, noisy, seed]) => bytesOf(length, noisy, seed))
const edit = fc.record({ gap: fc.nat(60_000), removed: fc.nat(30_000), inserted: fc.nat(9000), same: fc.boolean() })

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

interface Drawn {
  readonly gap: number
  readonly removed: number
  readonly inserted: number
  /** As much put in as was taken out. */
  readonly same: boolean
}

const editsOf = (size: number, drawn: readonly Drawn[]): readonly Edit[] => {
  const edits: Edit[] = []
  let at = 0
  for (const { gap, removed, inserted, same } of drawn) {
    if (at + gap + removed > size) break
    edits.push({ offset: at + gap, removed, inserted: bytesOf(same ? removed : inserted, false, gap) })
    at += gap + removed
  }
  return edits
}

/** Packs as soon as it may, and resolves when that has ended. */
const packNow = async (trace: Trace): Promise<void> => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  createRequestPacker()(trace, true)
  vi.advanceTimersByTime(500)
  vi.useRealTimers()
  do await new Promise((resolve) => setImmediate(resolve))
  while (trace.inUse)
  await new Promise((resolve) => setImmediate(resolve))
}

test('a packed body comes out of the log as it went in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clp-packed-'))
  const clock = createFakeClock(Date.UTC(2026, 10, 22))
  const options = { clock, limits: NO_LIMITS }
  const stores = [createMemoryStore(options), await openSqliteStore({ ...options, file: join(folder, 'clp.db') })]
  const forms = new Set<string>()
  let number = 0
  const property = fc.asyncProperty(
    fc.array(chunk, { minLength: 4, maxLength: 6 }),
    fc.option(fc.array(edit, { minLength: 1, maxLength: 4 }), { nil: undefined }),
    fc.constantFrom(1e9, 0, 10, 5000, 40_000, 90_000),
    async (chunks, drawn, limit) => {
      const received = new Body(chunks)
      const sent = drawn === undefined ? undefined : received.splice(editsOf(received.size, drawn))
      const whole = Buffer.concat(received.chunks)
      const wholeSent = sent === undefined ? whole : Buffer.concat(sent.chunks)
      number += 1
      const [id, requestHeaders] = [`number-${number}`, [] as string[]]
      const { service, method, path, query, address, startedAt } = recordOf()
      const trace = new Trace({ id, service, method, path, query, address, startedAt, requestHeaders })
      trace.received = received.chunks
      trace.request = keep(received, limit)
      trace.sentHeaders = []
      if (sent !== undefined && sent !== received) trace.sent = keep(sent, limit)
      await packNow(trace)
      forms.add(`${Object.keys(trace.request)} ${Object.keys(trace.sent ?? {})}`)
      trace.seal()
      const record = trace.record({ kind: 'delivered', status: 200 }, 1)
      for (const store of stores) {
        // A copy for each: SQLite is given the memory.
        store.journal.append(structuredClone(record))
        await store.journal.flush()
        for (const [kind, bytes] of [['request', whole] as const, ['sent', wholeSent] as const]) {
          const kept = await store.journal.body(id, kind)
          expect([kept?.size, kept?.truncated]).toEqual([bytes.byteLength, bytes.byteLength > limit])
          expect(Buffer.compare(kept?.bytes ?? Buffer.alloc(1), bytes.subarray(0, limit))).toBe(0)
        }
      }
    },
  )
  await fc.assert(property, { numRuns: 60 })
  // The edit, the packed one and the plain one have all been there.
  expect([...forms].join(' ')).toMatch(/packed.*between|between.*packed/)
  for (const store of stores) await store.close()
  rmSync(folder, { recursive: true, force: true })
}, 60_000)
