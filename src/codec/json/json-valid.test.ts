import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finish } from '../work/work.ts'
import { isJson } from './json-valid.ts'

const byParser = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('isJson', () => {
  it('says what the parser says, for any value and any damage to it', () => {
    const damage = fc.tuple(
      fc.nat(),
      fc.nat(3),
      fc.constantFrom('', '"', '\\', ',', '}', ']', '{', '[', ':', '0', '-', 'e', '.', '\n', 'u', 't'),
    )
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom(undefined, 1),
        fc.array(damage, { maxLength: 3 }),
        (value, space, list) => {
          let text = JSON.stringify(value, undefined, space)
          for (const [place, removed, put] of list) {
            const at = place % (text.length + 1)
            text = text.slice(0, at) + put + text.slice(at + removed)
          }
          expect(finish(isJson(Buffer.from(text)))).toBe(byParser(Buffer.from(text).toString()))
        },
      ),
      { numRuns: 5000 },
    )
  })

  it.each([
    '',
    ' ',
    '1',
    '-0',
    '01',
    '1.',
    '1.0e+5',
    '1e',
    '-',
    '"\\u12g4"',
    '"\\u1234"',
    '"a',
    '{"a":1,}',
    '[1,]',
    '[]]',
    '{}',
    'nul',
    'true',
    '"\t"',
    '1 2',
  ])('of %j is what the parser says', (text) => {
    expect(finish(isJson(Buffer.from(text)))).toBe(byParser(text))
  })

  it.each([
    ['a million brackets', `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`, true],
    ['a million brackets that stay open', '['.repeat(1_000_000), false],
    ['a million braces', `${'{"a":'.repeat(1_000_000)}1${'}'.repeat(1_000_000)}`, true],
    ['a number of a million digits', '1'.repeat(1_000_000), true],
    ['a million escapes', `"${'\\n'.repeat(1_000_000)}"`, true],
    ['a million keys', `{${'"model":1,'.repeat(1_000_000)}"model":1}`, true],
    ['a byte order mark', '\ufeff{}', true],
  ])('reads %s, a slice at a time', (_title, text, expected) => {
    const work = isJson(Buffer.from(text))
    let slices = 1
    let step = work.next()
    for (; step.done !== true; step = work.next()) slices += 1
    expect(step.value).toBe(expected)
    expect(slices).toBeLessThanOrEqual(text.length / (64 * 1024) + 2)
  })
})
