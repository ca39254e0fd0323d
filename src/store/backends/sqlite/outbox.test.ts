import { expect, it } from 'vitest'
import { captured, recordOf } from '../../../../test/kit/records.ts'
import { createOutbox } from './outbox.ts'
import type { Batch } from './protocol.ts'

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
