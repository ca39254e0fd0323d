import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DocumentError } from '../../store/config/document.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'
import { bodyFilterDocument } from '../../store/documents/body-filter.ts'
import { endpointFilterDocument } from '../../store/documents/endpoint-filter.ts'
import { systemDocument } from '../../store/documents/system.ts'
import { mergeSettings } from './merge-settings.ts'

const rules = fc.array(
  fc.record(
    { id: fc.stringMatching(/^[a-z]{1,5}$/), path: fc.constantFrom('/a', '/b'), enabled: fc.boolean() },
    { requiredKeys: ['path'] },
  ),
  { maxLength: 4 },
)

describe('merged settings', () => {
  it('mean what was saved, whatever stood there', () => {
    fc.assert(
      fc.property(rules, rules, fc.boolean(), (before, after, enabled) => {
        const text = JSON.stringify({ rules: before, extra: [1, 2] })
        const merged = mergeSettings(endpointFilterDocument, text, { enabled, rules: after, extra: [1, 2] })
        expect(endpointFilterDocument.parse(merged)).toEqual({ enabled, rules: after, extra: [1, 2] })
      }),
    )
  })

  it('that are what is in force change no byte', () => {
    for (const text of [
      '{}',
      '{ "mode" :"weight-based","options":{"failureThreshold":5.0},\r\n"x":1e3}',
      '\uFEFF{ }',
    ]) {
      const merged = mergeSettings(balancingDocument, text, balancingDocument.parse(text))
      expect(merged.replace(/^\uFEFF/, '')).toBe(text.replace(/^\uFEFF/, ''))
    }
  })

  it('write no defaults that nobody set', () => {
    const settings = systemDocument.parse('{}')
    const merged = mergeSettings(systemDocument, '{}', { ...settings, recordHealthChecks: true })
    expect(JSON.parse(merged)).toEqual({ recordHealthChecks: true })
  })

  it('turn a single rule into a list when a second one comes', () => {
    const one = '{"source":"a","op":"remove"}'
    const [rule] = bodyFilterDocument.parse(one)
    expect(mergeSettings(bodyFilterDocument, one, [rule])).toBe(one)
    const two = mergeSettings(bodyFilterDocument, one, [rule, { source: 'b', op: 'remove' }])
    expect(bodyFilterDocument.parse(two)).toHaveLength(2)
  })

  it('take out what is gone', () => {
    const text = '{"rules":[],"extra":1}'
    expect(mergeSettings(endpointFilterDocument, text, { enabled: true, rules: [] })).toBe('{"rules":[]}')
  })

  it('are not written over a text that cannot be read', () => {
    expect(() => mergeSettings(balancingDocument, '{"mode":', { mode: 'active-first' })).toThrow(DocumentError)
  })
})
