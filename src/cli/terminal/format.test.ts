import { describe, expect, it } from 'vitest'
import { en } from '../messages/en.ts'
import { zh } from '../messages/zh.ts'
import { readSince, readSpan, showDuration, showSpan, showTime } from './format.ts'

describe('spans', () => {
  it.each([
    [0, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min 0 s'],
    [3_600_000 * 2 + 60_000 * 5, '2 h 5 min'],
    [86_400_000 * 3, '3 d 0 h'],
  ])('%d ms is shown as %s', (ms, text) => {
    expect(showSpan(ms, en)).toBe(text)
  })

  it('are shown in Chinese', () => {
    expect(showSpan(7_500_000, zh)).toBe('2 小时 5 分')
  })

  it.each([
    ['30s', 30_000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
    ['1w', 604_800_000],
    ['', undefined],
    ['2', undefined],
    ['-2h', undefined],
    ['2 h', undefined],
    ['1y', undefined],
  ])('%j is read as %s', (text, ms) => {
    expect(readSpan(text)).toBe(ms)
  })

  it.each([
    [0.4, '0 ms'],
    [999, '999 ms'],
    [4120, '4.1 s'],
  ])('a request of %d ms took %s', (ms, text) => {
    expect(showDuration(ms)).toBe(text)
  })
})

describe('instants', () => {
  it('are shown in local time', () => {
    expect(showTime(new Date(2026, 0, 31, 8, 4, 5).getTime())).toBe('2026-01-31 08:04:05')
  })

  it('are read as spans before now, local and zoned times', () => {
    expect(readSince('2h', 10_000_000)).toBe(2_800_000)
    expect(readSince('2026-01-31T08:04:05', 0)).toBe(new Date(2026, 0, 31, 8, 4, 5).getTime())
    expect(readSince('2026-01-31T08:04:05Z', 0)).toBe(Date.UTC(2026, 0, 31, 8, 4, 5))
    expect(readSince('yesterday', 0)).toBeUndefined()
  })
})
