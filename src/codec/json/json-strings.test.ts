import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutsEscape, stringAround, stringRanges } from './json-strings.ts'

describe('stringRanges', () => {
  it('finds every string of any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const bytes = Buffer.from(JSON.stringify(value))
        const ranges = stringRanges(bytes)
        const rest: string[] = []
        let at = 0
        for (let index = 0; index < ranges.length; index += 2) {
          const content = bytes.toString('utf8', ranges[index]! - 1, ranges[index + 1]! + 1)
          expect(typeof JSON.parse(content)).toBe('string')
          rest.push(bytes.toString('utf8', at, ranges[index]! - 1))
          at = ranges[index + 1]! + 1
        }
        expect([...rest, bytes.toString('utf8', at)].join('')).not.toContain('"')
      }),
    )
  })
})

describe('stringAround and cutsEscape', () => {
  it('know what a cut would break', () => {
    const bytes = Buffer.from('["a\\\\\\n","\\u00e9x",1]')
    const ranges = stringRanges(bytes)
    expect(stringAround(ranges, 2, 7)).toEqual([2, 7])
    expect(stringAround(ranges, 7, 8)).toBeUndefined()
    expect(stringAround(ranges, 0, 1)).toBeUndefined()
    const cuts = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, at) => cutsEscape(bytes, from, from + at))
    // a \\ \n
    expect(cuts(2, 7)).toEqual([false, false, true, false, true, false])
    // \u00e9 x
    expect(cuts(10, 17)).toEqual([false, true, true, true, true, true, false, false])
  })
})
