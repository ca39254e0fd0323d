import { describe, expect, it } from 'vitest'
import { diffLines, safeLine } from './line-diff.ts'

describe('diffLines', () => {
  it('gives what goes and what comes, with the line it stands on', () => {
    expect(diffLines('a\nb\nc\nd\n', 'a\nx\nc\nd\ne\n')).toEqual([
      { line: 2, lines: ['- b', '+ x'] },
      { line: 5, lines: ['+ e'] },
    ])
  })

  it('sees a text that begins, ends, or stays', () => {
    expect(diffLines('', 'a\n')).toEqual([{ line: 1, lines: ['+ a'] }])
    expect(diffLines('a\n', '')).toEqual([{ line: 1, lines: ['- a'] }])
    expect(diffLines('a\n', 'a\n')).toEqual([])
  })

  it('sees a missing last line end', () => {
    expect(diffLines('a', 'a\nb\n')).toEqual([{ line: 1, lines: ['- a', '+ a', '+ b'] }])
  })
})

describe('safeLine', () => {
  it.each([
    ['  "ANTHROPIC_AUTH_TOKEN": "abcdefgh",\r\n', '  "ANTHROPIC_AUTH_TOKEN": "[redacted]",'],
    ['http_headers = { "X-API-Key" = "clp_abc123" }', 'http_headers = { "X-API-Key" = "[redacted]" }'],
    ['"model": "opus"', '"model": "opus"'],
    ['"ANTHROPIC_AUTH_TOKEN": "-"', '"ANTHROPIC_AUTH_TOKEN": "-"'],
    ['"x": "sk-ant-api03-abcdef"', '"x": "[redacted]"'],
  ])('shows %j without credentials', (line, shown) => {
    expect(safeLine(line)).toBe(shown)
  })
})
