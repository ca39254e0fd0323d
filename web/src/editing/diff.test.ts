import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffLines } from './diff.ts'

const side = (lines: ReturnType<typeof diffLines>, kind: 'added' | 'removed'): string =>
  lines
    .filter((line) => line.kind === 'same' || line.kind === kind)
    .map((line) => line.text)
    .join('\n')

describe('diffLines', () => {
  it('gives back both texts, whatever they are', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 30 })
      .map((all) => all.join('\n'))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after)
        expect(side(lines, 'removed')).toBe(before)
        expect(side(lines, 'added')).toBe(after)
      }),
    )
  })

  it('changes only what differs', () => {
    const changed = diffLines('a\nb\nc\nd', 'a\nx\nc\nd').filter((line) => line.kind !== 'same')
    expect(changed).toEqual([
      { kind: 'removed', text: 'b' },
      { kind: 'added', text: 'x' },
    ])
  })

  it('does not run away on large texts that have nothing in common', () => {
    const before = Array.from({ length: 4000 }, (_, index) => `left ${index}`).join('\n')
    const after = Array.from({ length: 4000 }, (_, index) => `right ${index}`).join('\n')
    expect(diffLines(before, after)).toHaveLength(8000)
  })
})
