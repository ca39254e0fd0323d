import { expect, it, onTestFinished, vi } from 'vitest'
import { captured, recordOf } from '../../../../../test/kit/records.ts'
import type { Batch } from '../database/thread-messages.ts'
import { createOutbox } from './outbox.ts'

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

it('gives the memory of a body back when it drops it, and leaves alone what somebody may still read', async () => {
  const { batches, send } = stuckWriter()
  const outbox = createOutbox({ send, keeps: () => ({ records: true, bodies: true }), capacity: 250_000 })
  onTestFinished(() => outbox.close())
  outbox.append(recordOf())
  void outbox.flush()
  await vi.waitFor(() => expect(batches).toHaveLength(1), PATIENCE)
  const chunks = ['a', 'b', 'c'].map((letter) => Buffer.alloc(100_000, letter))
  for (const [index, chunk] of chunks.entries()) {
    const request = { chunks: [chunk], truncated: false, size: chunk.byteLength }
    outbox.append(recordOf({ request: index === 1 ? request : { ...request, spent: true } }))
  }
  expect(chunks.map((chunk) => chunk.byteLength)).toEqual([0, 100_000, 100_000])
  outbox.append(recordOf({ request: captured('x'.repeat(100_000)) }))
  expect(outbox.dropped()).toBe(2)
  expect(chunks[1]?.toString()).toBe('b'.repeat(100_000))
})

it.each([
  ['no records', { records: false, bodies: false }],
  ['no bodies', { records: true, bodies: false }],
])('gives the memory of a body back at once where the log keeps %s', (_name, keeping) => {
  const outbox = createOutbox({ send: () => Promise.resolve(), keeps: () => keeping })
  onTestFinished(() => outbox.close())
  const chunk = Buffer.alloc(100_000)
  outbox.append(recordOf({ request: { chunks: [chunk], truncated: false, size: 100_000, spent: true } }))
  expect(chunk.byteLength).toBe(0)
})
