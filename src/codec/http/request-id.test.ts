import { describe, expect, test } from 'vitest'
import { requestId } from './request-id.ts'

describe('requestId', () => {
  test('is a UUID of version 7 that begins with the time', () => {
    const id = requestId(0x0123_4567_89ab)
    expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  test('sorts by time', () => {
    const times = [0, 1, 1_700_000_000_000, 1_700_000_000_001, 1_800_000_000_000]
    const ids = times.map(requestId)
    expect([...ids].sort()).toEqual(ids)
  })

  test('is another one each time', () => {
    expect(new Set(Array.from({ length: 1000 }, () => requestId(5))).size).toBe(1000)
  })
})
