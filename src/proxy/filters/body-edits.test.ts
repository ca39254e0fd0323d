import { describe, expect, it } from 'vitest'
import { Body } from '../../codec/bytes/body.ts'
import { finish } from '../../codec/work/work.ts'
import { anthropicMessages } from '../../protocol/anthropic-messages/anthropic-messages.ts'
import { breaks, EditedBody, touches } from './body-edits.ts'

const thinking = (text: string): string => `{"type":"thinking","thinking":"${text}"}`

describe('an edited body', () => {
  it('knows what is signed, also inside something else that is signed, and after edits', () => {
    const inner = thinking('a')
    const outer = `{"type":"thinking","thinking":"b","more":[${inner}],"end":1}`
    const text = `{"x":"1","c":[${outer},"y",${inner}],"z":"2"}`
    const edited = new EditedBody(Body.from(text), anthropicMessages.apart)
    const at = (part: string, from = 0) => {
      const start = text.indexOf(part, from)
      return { start, end: start + part.length, inserted: Buffer.from('longer') }
    }
    const places = [at('"x"'), at('b'), at('"a"'), at('"end"'), at('"y"'), at('a', text.lastIndexOf(inner)), at('"z"')]
    const { signed } = finish(edited.apart())
    expect(places.map((hit) => touches(signed, hit))).toEqual([false, true, true, true, false, true, false])
    const after = edited.with([at('"x"'), at('"y"')])
    const moved = finish(after.apart()).signed.map(({ start, end }) => after.bytes.toString('utf8', start, end))
    expect(moved).toEqual([outer, inner])
  })

  it('is no slower for many edits beside much that is signed', () => {
    // With a look at every range for every edit this would be 4,000,000,000 looks.
    const count = 60_000
    const text = `[${Array.from({ length: count }, () => `"x",${thinking('a')}`).join(',')}]`
    const hits = [...text.matchAll(/"x"/g)].map(({ index }) => ({
      start: index,
      end: index + 3,
      inserted: Buffer.from('"yy"'),
    }))
    const edited = new EditedBody(Body.from(text), anthropicMessages.apart)
    const { signed } = finish(edited.apart())
    expect(hits.some((hit) => touches(signed, hit))).toBe(false)
    const after = edited.with(hits)
    expect(finish(after.apart()).signed).toHaveLength(count)
    expect(after.with([]).body.size).toBe(text.length + count)
  })

  it('lets a whole picture go, and breaks none', () => {
    const text =
      '[{"type":"image","source":{"type":"base64","data":"abcdefgh"}},{"type":"image","source":{"type":"base64","data":"ijkl"}}]'
    const edited = new EditedBody(Body.from(text), anthropicMessages.apart)
    const { opaque } = finish(edited.apart())
    const hit = (from: string, to: string) => {
      const start = text.indexOf(from)
      return { start, end: text.indexOf(to, start) + to.length, inserted: Buffer.from('x') }
    }
    const whole = [hit('abcdefgh', 'abcdefgh'), hit('"abcdefgh', 'h"'), hit('[', ']'), hit('"type"', '"image"')]
    expect(whole.map((one) => breaks(opaque, one))).toEqual([false, false, false, false])
    const part = [
      hit('a', 'b'),
      hit('bc', 'h'),
      hit('abcdefg', 'g'),
      hit('fgh', '"'),
      hit('"abc', 'd'),
      hit('h"', 'ij'),
      hit('"data"', 'b'),
    ]
    expect(part.map((one) => breaks(opaque, one))).toEqual([false, true, true, true, true, true, true])
    const after = edited.with([hit('"abcdefgh', 'h"')])
    expect(finish(after.apart()).opaque.map(({ start, end }) => after.bytes.toString('utf8', start, end))).toEqual([
      'ijkl',
    ])
  })
})
