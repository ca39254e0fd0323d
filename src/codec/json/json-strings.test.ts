import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringRanges } from './json-strings.ts'

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
