import { describe, expect, it } from 'vitest'
import { Body } from '../../codec/bytes/body.ts'
import { anthropicMessages } from '../../protocol/anthropic-messages/anthropic-messages.ts'
import { EditedBody } from './body-edits.ts'

const thinking = (text: string): string => `{"type":"thinking","thinking":"${text}"}`

describe('an edited body', () => {
  it('knows what is signed, also inside something else that is signed, and after edits', () => {
    const inner = thinking('a')
    const outer = `{"type":"thinking","thinking":"b","more":[${inner}],"end":1}`
    const text = `{"x":"1","c":[${outer},"y",${inner}],"z":"2"}`
    const edited = new EditedBody(Body.from(text), anthropicMessages.signed)
    const at = (part: string, from = 0) => {
      const start = text.indexOf(part, from)
      return { start, end: start + part.length, inserted: Buffer.from('longer') }
    }
    const places = [at('"x"'), at('b'), at('"a"'), at('"end"'), at('"y"'), at('a', text.lastIndexOf(inner)), at('"z"')]
    expect(places.map((hit) => edited.touchesSigned(hit))).toEqual([false, true, true, true, false, true, false])
    const after = edited.with([at('"x"'), at('"y"')])
    const signed = after.signed.map(({ start, end }) => after.bytes.toString('utf8', start, end))
    expect(signed).toEqual([outer, inner])
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
    const edited = new EditedBody(Body.from(text), anthropicMessages.signed)
    expect(hits.some((hit) => edited.touchesSigned(hit))).toBe(false)
    const after = edited.with(hits)
    expect(after.signed).toHaveLength(count)
    expect(after.with([]).body.size).toBe(text.length + count)
  })
})
