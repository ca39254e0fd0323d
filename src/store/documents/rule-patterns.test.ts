import { describe, expect, it } from 'vitest'
import { bodyFilterDocument } from './body-filter.ts'
import { endpointFilterDocument } from './endpoint-filter.ts'

describe('patterns in rules', () => {
  it.each([
    [endpointFilterDocument, '{"rules":[{"regex":"a(b"}]}', 'rules.0.regex', 2],
    [endpointFilterDocument, '{"rules":[{"path":"(?=x)","pathMatchType":"regex"}]}', 'rules.0.path', 1],
    [bodyFilterDocument, '[{"op":"remove","source":"x"},{"op":"remove","source":"a(?!b)"}]', '1.source', 2],
    [bodyFilterDocument, '{"op":"remove","source":"a(b","match":"regex"}', 'source', 2],
    [bodyFilterDocument, '[{"op":"replace","source":"(a)","target":"x\\\\2"}]', '0.target', 2],
  ] as const)('are refused with field and position', (document, text, field, position) => {
    expect(() => document.parse(text)).toThrow(
      expect.objectContaining({ field, message: expect.stringContaining(`at character ${position},`) }),
    )
  })

  it.each([
    [endpointFilterDocument, '{"rules":[{"path":"/a(b","regex":"a(b"}]}'],
    [bodyFilterDocument, '[{"op":"remove","source":"a(b"},{"op":"remove","source":"a(?=b)","match":"text"}]'],
  ] as const)('do not complain about what is no pattern', (document, text) => {
    expect(() => document.parse(text)).not.toThrow()
  })
})
