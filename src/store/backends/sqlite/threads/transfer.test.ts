import { expect, it } from 'vitest'
import { handOver } from './transfer.ts'

const own = (size: number, fill: number): Buffer => Buffer.from(new ArrayBuffer(size)).fill(fill)

it('gives whole buffers away, and copies what shares its buffer with others', () => {
  const whole = own(4096, 1)
  const part = own(100_000, 2).subarray(10, 5000)
  const small = Buffer.from('pooled')
  const { pieces, transfer } = handOver([whole, part, small])
  expect(transfer).toEqual([whole.buffer])
  const sent = structuredClone(pieces, { transfer: [...transfer] })
  expect(Buffer.concat(sent)).toEqual(Buffer.concat([own(4096, 1), part, Buffer.from('pooled')]))
  expect(whole.byteLength).toBe(0)
  expect(part.byteLength).toBe(4990)
})

it('lets parts of a buffer that goes travel with it: a body and what an edit left of it', () => {
  const received = own(8192, 3)
  const edited = [received.subarray(0, 100), Buffer.from('edit'), received.subarray(200)]
  const before = Buffer.concat([received, ...edited])
  const { pieces, transfer } = handOver([received, ...edited])
  expect(transfer).toEqual([received.buffer])
  expect(Buffer.concat(structuredClone(pieces, { transfer: [...transfer] }))).toEqual(before)
})
