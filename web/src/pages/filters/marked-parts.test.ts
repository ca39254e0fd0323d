import { describe, expect, it } from 'vitest'
import { markedParts } from './marked-parts.ts'

describe('markedParts', () => {
  it('marks every place and keeps what is around it', () => {
    expect(markedParts('one two three', [{ start: 4, end: 7 }])).toEqual([
      { kind: 'text', text: 'one ' },
      { kind: 'mark', text: 'two' },
      { kind: 'text', text: ' three' },
    ])
  })
  it('shortens long stretches', () => {
    const text = `${'a'.repeat(500)}X${'b'.repeat(500)}`
    const parts = markedParts(text, [{ start: 500, end: 501 }])
    expect(parts.map((part) => part.text.length)).toEqual([81, 1, 81])
  })
  it('leaves a mark inside another out', () => {
    expect(
      markedParts('abcdef', [
        { start: 1, end: 4 },
        { start: 2, end: 3 },
      ]).filter((part) => part.kind === 'mark'),
    ).toEqual([{ kind: 'mark', text: 'bcd' }])
  })
})
