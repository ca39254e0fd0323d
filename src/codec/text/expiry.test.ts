import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EXPIRY_EXAMPLES, isExpired, parseExpiryInput, readExpiry } from './expiry.ts'

const NOW = Date.UTC(2026, 0, 1)
let zone: string | undefined

beforeEach(() => {
  zone = process.env['TZ']
  process.env['TZ'] = 'Asia/Shanghai'
})
afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

describe('readExpiry', () => {
  test.each([
    ['2025-12-31T23:59:59', '2025-12-31T15:59:59.000Z'],
    ['2025-12-31 23:59', '2025-12-31T15:59:00.000Z'],
    ['2025-12-31', '2025-12-30T16:00:00.000Z'],
    ['2025-12-31T23:59:59.123456', '2025-12-31T15:59:59.123Z'],
    ['2025-12-31T23:59:59Z', '2025-12-31T23:59:59.000Z'],
    ['2025-12-31T23:59:59+08:00', '2025-12-31T15:59:59.000Z'],
    ['2025-12-31T23:59:59-0330', '2026-01-01T03:29:59.000Z'],
    ['2025-12-31T23:59:59+01', '2025-12-31T22:59:59.000Z'],
    ['2024-02-29', '2024-02-28T16:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    const at = readExpiry(text)
    expect(at === undefined ? undefined : new Date(at).toISOString()).toBe(expected)
  })

  test.each([
    'tomorrow',
    '2025-13-01',
    '2025-02-29',
    '2025-12-31T24:00:00',
    '2025-12-31T23:60',
    '2025-12-31T',
    '2025-12-31T10',
    '12/31/2025',
    '1767225600',
    '2025-12-31T10:00:00+25:00',
    '0001-01-01',
    '2025-12-31T23:59:59 CET',
    '30d',
  ])('%s cannot be read', (text) => expect(readExpiry(text)).toBeUndefined())
})

describe('isExpired', () => {
  test('nothing never ends; what cannot be read has ended', () => {
    expect([undefined, null, '', ' '].map((text) => isExpired(text, NOW))).toEqual([false, false, false, false])
    expect(isExpired('tomorrow', NOW)).toBe(true)
  })

  test('ends at the very millisecond, in the zone that is named', () => {
    expect(isExpired('2026-01-01T00:00:00Z', NOW - 1)).toBe(false)
    expect(isExpired('2026-01-01T00:00:00Z', NOW)).toBe(true)
    expect(isExpired('2026-01-01T08:00:00', NOW - 1)).toBe(false)
    expect(isExpired('2026-01-01T08:00:00', NOW)).toBe(true)
  })
})

describe('parseExpiryInput', () => {
  test.each([
    ['30d', '2026-01-31T00:00:00Z'],
    ['12h', '2026-01-01T12:00:00Z'],
    ['2w', '2026-01-15T00:00:00Z'],
    ['90M', '2026-01-01T01:30:00Z'],
  ])('%s from now is kept as %s', (input, text) => {
    expect(parseExpiryInput(input, NOW)).toEqual({ text, at: Date.parse(text) })
  })

  test('keeps a time as it was typed', () => {
    expect(parseExpiryInput(' 2025-12-31T23:59:59 ', NOW)).toEqual({
      text: '2025-12-31T23:59:59',
      at: Date.UTC(2025, 11, 31, 15, 59, 59),
    })
  })

  test.each(['', '0d', '-1d', '30', 'd', '1y', 'tomorrow', '99999999w', '2025-02-30'])('refuses %j', (input) => {
    expect(parseExpiryInput(input, NOW)).toBeUndefined()
  })

  test('understands its own examples, and what it writes can be read again', () => {
    for (const example of EXPIRY_EXAMPLES) {
      const expiry = parseExpiryInput(example, NOW)
      expect(readExpiry(expiry?.text ?? '')).toBe(expiry?.at)
    }
  })
})
