import { describe, expect, it } from 'vitest'
import { exactCount, formatBytes, formatCountdown, formatDuration, formatPercent, shortCount } from './format.ts'

describe('numbers', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1_234_567, '1,234,567'],
  ])('%d has its separators: %s', (value, text) => {
    expect(exactCount(value)).toBe(text)
  })
  it.each([
    [999, '999'],
    [1050, '1.0k'],
    [999_999, '999.9k'],
    [1_250_000, '1.2m'],
  ])('%d is short for %s, cut and not rounded', (value, text) => {
    expect(shortCount(value)).toBe(text)
  })
})

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [840.4, '840 ms'],
    [12_340, '12.3 s'],
    [245_000, '4 m 05 s'],
    [7_380_000, '2 h 03 m'],
    [Number.NaN, '–'],
  ])('%d ms reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
  it.each([
    [-5, '0:00'],
    [41_200, '0:42'],
    [3_723_000, '1:02:03'],
  ])('%d ms are still %s', (ms, text) => {
    expect(formatCountdown(ms)).toBe(text)
  })
})

describe('sizes and shares', () => {
  it('uses binary units and drops needless decimals', () => {
    expect([512, 1536, 2048, 20 * 1024 * 1024].map(formatBytes)).toEqual(['512 B', '1.5 KiB', '2 KiB', '20 MiB'])
    expect([0.987, 1].map(formatPercent)).toEqual(['98.7 %', '100 %'])
  })
})
