import { expect, it, onTestFinished, vi } from 'vitest'
import { captured, recordOf } from '../../../test/kit/records.ts'
import { LeasedBytes } from '../../codec/bytes/leased-bytes.ts'
import { createOutbox } from './outbox.ts'
import type { Batch } from './record-driver.ts'

const PATIENCE = { timeout: 10_000, interval: 5 }

/** A writer whose disk takes nothing until the test says what became of the batch. */
const stuckWriter = () => {
  const batches: { readonly batch: Batch; readonly lose: () => void }[] = []
  const send = (batch: Batch): Promise<void> =>
    new Promise((_resolve, reject) => batches.push({ batch, lose: () => reject(new Error('the disk is full')) }))
  return { batches, send }
}

it('sends nothing more once it is closed, so that an end can come while the disk is full', async () => {
  const { batches, send } = stuckWriter()
  const outbox = createOutbox({ send, keeps: () => ({ records: true, bodies: true }) })
  outbox.append(recordOf({ response: captured('x'.repeat(2 * 1024 * 1024 + 1)) }))
  for (let index = 0; index < 3; index += 1) outbox.append(recordOf())
  const flushed = outbox.flush()
  outbox.close()
  outbox.append(recordOf())
  for (const { lose } of batches) lose()
  await flushed
  await outbox.flush()
  expect(batches.map(({ batch }) => batch.records.length)).toEqual([1])
  expect(outbox.dropped()).toBe(4)
})

it('collects what comes while a batch is under way, instead of sending it in one batch after the other', async () => {
  const batches: number[] = []
  let finish = (): void => undefined
  const send = (batch: Batch): Promise<void> => {
    batches.push(batch.records.length)
    return new Promise((resolve) => {
      finish = resolve
    })
  }
  const outbox = createOutbox({ send, keeps: () => ({ records: true, bodies: true }) })
  onTestFinished(() => outbox.close())
  outbox.append(recordOf())
  await vi.waitFor(() => expect(batches).toEqual([1]), PATIENCE)
  outbox.append(recordOf())
  finish()
  await Promise.resolve()
  outbox.append(recordOf())
  outbox.append(recordOf())
  await vi.waitFor(() => expect(batches).toEqual([1, 3]), PATIENCE)
  const flushed = outbox.flush()
  outbox.append(recordOf())
  finish()
  await vi.waitFor(() => expect(batches).toEqual([1, 3, 1]), PATIENCE)
  finish()
  await flushed
})

it('frees the memory of a body when it drops it, and leaves alone what somebody may still read', async () => {
  const { batches, send } = stuckWriter()
  const outbox = createOutbox({ send, keeps: () => ({ records: true, bodies: true }), capacity: 250_000 })
  onTestFinished(() => outbox.close())
  outbox.append(recordOf())
  void outbox.flush()
  await vi.waitFor(() => expect(batches).toHaveLength(1), PATIENCE)
  const chunks = ['a', 'b', 'c'].map((letter) => Buffer.alloc(100_000, letter))
  for (const [index, chunk] of chunks.entries()) {
    const memory = new LeasedBytes([chunk])
    const exchange = memory.retain()
    outbox.append(recordOf({ request: captured(chunk) }), { memory })
    if (index !== 1) exchange.release()
  }
  expect(chunks.map((chunk) => chunk.byteLength)).toEqual([0, 100_000, 100_000])
  outbox.append(recordOf({ request: captured('x'.repeat(100_000)) }))
  expect(outbox.dropped()).toBe(2)
  expect(chunks[1]?.toString()).toBe('b'.repeat(100_000))
})

const KEPT_WHOLE = { records: true, bodies: true }

it.each([
  ['no records', { records: false, bodies: false }, 100_000],
  ['no bodies', { records: true, bodies: false }, 100_000],
  ['only a small part of it', KEPT_WHOLE, 10_000],
])('holds no memory of a body where the log keeps %s', async (_name, keeping, kept) => {
  const batches: Batch[] = []
  const send = (batch: Batch): Promise<void> => {
    batches.push(batch)
    return Promise.resolve()
  }
  const outbox = createOutbox({ send, keeps: () => keeping })
  onTestFinished(() => outbox.close())
  const chunk = Buffer.alloc(100_000, 'a')
  const memory = new LeasedBytes([chunk])
  const exchange = memory.retain()
  const record = recordOf({ request: { chunks: [chunk.subarray(0, kept)], truncated: kept < 100_000, size: 100_000 } })
  outbox.append(record, { memory })
  exchange.release()
  expect(chunk.byteLength).toBe(0)
  await outbox.flush()
  const sizes = batches.flatMap(({ records }) => records.flatMap(({ bodies }) => bodies.map(({ size }) => size)))
  expect(sizes.includes(100_000)).toBe(keeping === KEPT_WHOLE)
})

it('lets the memory of a body go when it is closed', () => {
  const outbox = createOutbox({ send: () => new Promise(() => undefined), keeps: () => KEPT_WHOLE })
  const chunk = Buffer.alloc(100_000)
  const memory = new LeasedBytes([chunk])
  const exchange = memory.retain()
  outbox.append(recordOf({ request: captured(chunk) }), { memory })
  exchange.release()
  outbox.close()
  expect(chunk.byteLength).toBe(0)
})
