import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePartialJson } from './partial-json.ts'

describe('parsePartialJson', () => {
  it('reads whole texts as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parsePartialJson(text)).toEqual({ value: JSON.parse(text), whole: true })
      }),
    )
  })

  it('never throws, wherever the text is cut', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, cut) => {
        expect(() => parsePartialJson(text.slice(0, cut % (text.length + 1)))).not.toThrow()
      }),
    )
  })

  it('keeps everything before the cut', () => {
    const text = '{"model":"m","messages":[{"role":"user","content":"first"},{"role":"user","content":"sec'
    expect(parsePartialJson(text)).toEqual({
      whole: false,
      value: {
        model: 'm',
        messages: [
          { role: 'user', content: 'first' },
          { role: 'user', content: 'sec' },
        ],
      },
    })
  })

  it('drops half an escape at the cut', () => {
    expect(parsePartialJson('{"a":"x\\u00').value).toEqual({ a: 'x' })
    expect(parsePartialJson('{"a":"x\\').value).toEqual({ a: 'x' })
  })

  it('does not fall over a text that is nested without end', () => {
    expect(() => parsePartialJson('['.repeat(100_000))).not.toThrow()
  })
})
