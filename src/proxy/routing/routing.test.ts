import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { routingSchema } from '../../contract/settings.ts'
import { upstreamNamed } from '../policies/policies.suite.ts'
import { compileRouting, wildcard } from './routing.ts'

describe('wildcard', () => {
  it.each([
    ['claude-haiku-*', 'claude-haiku-4-5', true],
    ['claude-haiku-*', 'claude-haiku-', true],
    ['claude-haiku-*', 'Claude-haiku-4', false],
    ['*', '', true],
    ['*mini*', 'gpt-5-mini-x', true],
    ['a*a', 'a', false],
    ['a*b*c', 'abbc', true],
    ['a*b*c', 'acb', false],
    ['a.c', 'abc', false],
    ['exact', 'exactly', false],
  ])('%s and %s: %s', (pattern, name, matches) => {
    expect(wildcard(pattern)(name)).toBe(matches)
  })

  it('means what the same expression means', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
    fc.assert(
      fc.property(text, text, (pattern, name) => {
        expect(wildcard(pattern)(name)).toBe(new RegExp(`^${pattern.replaceAll('*', '[^]*')}$`).test(name))
      }),
      { numRuns: 3000 },
    )
  })
})

describe('compileRouting', () => {
  const POOL = [upstreamNamed('a'), { ...upstreamNamed('b'), enabled: false }]

  it('does nothing by default and without rules', () => {
    for (const mode of ['default', 'model-mapping', 'config-mapping']) {
      expect(compileRouting(routingSchema.parse({ mode }), 'claude').active).toBe(false)
    }
  })

  it('takes the first rule of the service that can act', () => {
    const claude = [
      { source: '', target: 'x' },
      { source: 'm', target: ' ' },
      { source: 'm', target: 'off', enabled: false },
      { source: ' m ', target: ' first ' },
      { source: '*', target: 'second' },
    ]
    const routing = compileRouting(routingSchema.parse({ mode: 'model-mapping', modelMappings: { claude } }), 'claude')
    expect(routing.rewriteModel('m', 'a')).toEqual({ target: 'first', rule: 'model #4' })
    expect(routing.rewriteModel('n', 'a')).toEqual({ target: 'second', rule: 'model #5' })
  })

  it('pins only to what is there', () => {
    const claude = [
      { model: 'm', config: 'b' },
      { model: 'm', config: 'a' },
    ]
    const routing = compileRouting(
      routingSchema.parse({ mode: 'config-mapping', configMappings: { claude } }),
      'claude',
    )
    expect(routing.pin('m', POOL)).toEqual({
      pin: { upstream: 'a', fallback: false, rule: 'config #2' },
      missing: ['b'],
    })
    expect(routing.pin('n', POOL)).toEqual({ pin: undefined, missing: [] })
  })
})
