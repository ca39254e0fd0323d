import { describe, expect, it } from 'vitest'
import { compilePattern, PatternError } from './pattern.ts'
import { compileTemplate } from './template.ts'

const replaced = (source: string, target: string, text: string): string => {
  const pattern = compilePattern(source)
  const bytes = Buffer.from(text)
  const [match] = [...pattern.matches(bytes)].filter((found) => found !== undefined)
  return compileTemplate(target, pattern).expand(match!, bytes).toString()
}

describe('compileTemplate', () => {
  it.each([
    ['(a)(?P<n>密)', '\\g<n>-\\1-\\g<2>-\\g<0>', '密-a-密-a密'],
    ['a密', 'x\\\\1\\ny', 'x\\1\\ny'],
    ['(b)?a', '[\\1]', '[]'],
    ['a', '', ''],
  ])('replaces %s by %s', (source, target, result) => {
    expect(replaced(source, target, 'a密')).toBe(result)
  })

  it.each([
    ['a', 'x\\1', 1],
    ['(a)', '\\g<n>', 0],
  ])('refuses a group that %s does not have', (source, target, position) => {
    expect(() => compileTemplate(target, compilePattern(source))).toThrow(
      expect.objectContaining({ constructor: PatternError, position }),
    )
  })
})
