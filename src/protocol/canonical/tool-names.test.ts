import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PROTOCOL_IDS } from '../../contract/protocol.ts'
import { Losses } from './loss.ts'
import type { Tool } from './tool.ts'
import { toolNamesFor } from './tool-names.ts'

const VALID = {
  messages: /^[\w-]{1,128}$/,
  responses: /^[\w-]{1,64}$/,
  chat: /^[\w-]{1,64}$/,
  gemini: /^[a-zA-Z_][\w.:-]{0,127}$/,
}

const name = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '_', '-', '.', '/', 'é', '0'), minLength: 1, maxLength: 90 }),
  fc.constantFrom('a__b', 'b'),
)
const tool = fc.record({
  kind: fc.constant('function' as const),
  name,
  namespace: fc.constantFrom(undefined, 'a', 'a__b'),
})

it.each(PROTOCOL_IDS)('names every tool as %s takes it, no two alike, and finds each again', (protocol) => {
  fc.assert(
    fc.property(fc.uniqueArray(tool, { selector: (one) => `${one.namespace} ${one.name}`, maxLength: 8 }), (tools) => {
      const names = toolNamesFor(protocol, tools as readonly Tool[], new Losses())
      const written = tools.map((one) => names.written(one))
      expect(new Set(written).size).toBe(tools.length)
      for (const [index, one] of tools.entries()) {
        expect(written[index]).toMatch(VALID[protocol])
        expect(names.declared(written[index] ?? '')).toEqual(one)
      }
    }),
  )
})

it('keeps a name that fits, and tells of one that does not', () => {
  const losses = new Losses()
  const names = toolNamesFor('chat', [{ kind: 'function', name: 'Read' }], losses)
  expect(names.written({ name: 'Read' })).toBe('Read')
  expect(losses.list).toEqual([])
  expect(names.written({ name: 'x'.repeat(80) })).toMatch(/^x{50}_[0-9a-f]{8}$/)
  expect(losses.list.map(({ what }) => what)).toEqual(['tool-renamed'])
})
