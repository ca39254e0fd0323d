import { expect, test } from 'vitest'
import { Body } from '../../codec/bytes/body.ts'
import { captureOf } from './recorded-body.ts'

const body = new Body([Buffer.from('abcd'), Buffer.from('efgh')])

test('keeps a body that fits as it is, without copying', () => {
  const kept = captureOf(body, 8)
  expect(kept).toEqual({ chunks: body.chunks, truncated: false, size: 8 })
  expect(kept.chunks[0]).toBe(body.chunks[0])
})

test('cuts at the limit and says so', () => {
  const kept = captureOf(body, 6)
  expect(Buffer.concat(kept.chunks).toString()).toBe('abcdef')
  expect(kept.truncated).toBe(true)
  expect(kept.size).toBe(8)
})

test('keeps nothing but the size at limit 0', () => {
  expect(captureOf(body, 0)).toEqual({ chunks: [], truncated: true, size: 8 })
})
