import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signedRanges } from './json-signed.ts'
import { cutsEscape, stringAround, stringRanges } from './json-strings.ts'

const signedIn = (text: string): string[] => {
  const bytes = Buffer.from(text)
  return signedRanges(bytes).map(({ start, end }) => bytes.toString('utf8', start, end))
}

describe('signedRanges', () => {
  it('finds thinking blocks whole, wherever their type stands', () => {
    const first = '{"type":"thinking","thinking":"a {\\"b","signature":"s"}'
    const second = '{ "data" : "x" , "type" : "redacted_thinking" }'
    const text = `{"messages":[{"content":[${first},{"type":"text","text":"t"},${second}]}]}`
    expect(signedIn(text)).toEqual([first, second])
  })

  it('finds items with encrypted content, not those where it is empty or null', () => {
    const item = '{"type":"reasoning","summary":[],"encrypted_content":"密"}'
    expect(signedIn(`{"input":[${item},{"encrypted_content":null},{"encrypted_content":""}]}`)).toEqual([item])
  })

  it('is not misled by the words as plain text or as a key', () => {
    expect(
      signedIn(
        '{"a":"\\"type\\":\\"thinking\\"","thinking":{"type":"enabled"},"b":"encrypted_content","c":["thinking"]}',
      ),
    ).toEqual([])
  })

  it('holds an open block to be signed to the end', () => {
    expect(signedIn('[{"type":"thinking","thinking":"abc')).toEqual(['{"type":"thinking","thinking":"abc'])
  })
})

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
