import { describe, expect, it } from 'vitest'
import { NO_COUNTS } from '../../../../src/contract/counts.ts'
import { NO_USAGE } from '../../../../src/contract/usage.ts'
import { columnKeys, columnLabel } from './ranges.ts'
import { stackByDimension, stackByKind, stackOfCost, type TotalsRow } from './stack.ts'

const row = (key: TotalsRow['key'], output: number): TotalsRow => ({
  key,
  ...NO_COUNTS,
  usage: { ...NO_USAGE, uncachedInput: 1, output },
  cost: { nano: '1500000000', list: '0', unpriced: 0, unlisted: 0, floors: 0 },
})

describe('stackByKind', () => {
  it('puts each kind into its column and leaves other times out', () => {
    const chart = stackByKind(
      [row({ day: '2026-11-21' }, 5), row({ day: '2020-01-01' }, 9)],
      ['2026-11-21', '2026-11-22'],
      'day',
    )
    expect(chart.columns).toEqual([{ uncachedInput: 1, cacheRead: 0, cacheCreate: 0, output: 5 }, {}])
  })
})

describe('stackByDimension', () => {
  it('gives the largest their own series and joins the rest, losing nothing', () => {
    const rows = Array.from({ length: 10 }, (_, index) => row({ day: 'd', model: `m${index}` }, index * 10))
    const chart = stackByDimension(rows, ['d'], { grain: 'day', stack: 'model' })
    expect(chart.series).toHaveLength(8)
    expect(chart.series[0]?.value).toBe('m9')
    expect(chart.series.at(-1)?.value).toBeUndefined()
    const sum = Object.values(chart.columns[0] ?? {}).reduce((left, right) => left + right, 0)
    expect(sum).toBe(10 + 450)
  })
})

describe('costs', () => {
  it('stand in one layer, or by dimension, in dollars', () => {
    const rows = [row({ day: 'd', model: 'a' }, 1), row({ day: 'd', model: 'b' }, 2), row({ day: 'e', model: 'a' }, 3)]
    expect(stackOfCost(rows, ['d', 'e'], 'day').columns).toEqual([{ cost: 3 }, { cost: 1.5 }])
    const chart = stackByDimension(rows, ['d', 'e'], { grain: 'day', stack: 'model', measure: 'cost' })
    expect(chart.columns).toEqual([{ s0: 1.5, s1: 1.5 }, { s0: 1.5 }])
  })
})

describe('columnKeys', () => {
  it('names every day between two instants', () => {
    const since = new Date(2026, 1, 27).getTime()
    const now = new Date(2026, 2, 2, 12).getTime()
    expect(columnKeys('day', since, now)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02'])
    expect(columnKeys('month', since, now)).toContain('2026-02')
  })
  it('labels hours, days and months', () => {
    expect(columnLabel('2026-11-22T07', 'en')).toBe('07:00')
    expect(columnLabel('2026-11-22', 'en')).toBe('11/22')
    expect(columnLabel('2026-11', 'en')).toBe('Nov 26')
  })
})
