import fc from 'fast-check'
import { expect, it } from 'vitest'
import { callIdsFor } from './call-id.ts'

const VALID = {
  messages: /^[\w-]{1,64}$/,
  responses: /^\S{1,64}$/,
  chat: /^[\w-]{1,40}$/,
  gemini: /^.+$/s,
  mistral: /^[a-zA-Z0-9]{9}$/,
}

it.each(Object.keys(VALID) as (keyof typeof VALID)[])(
  'gives %s ids that it takes: the same for the same, others for others',
  (rule) => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 90 }), { maxLength: 6 }), (ids) => {
        const written = ids.map(callIdsFor(rule))
        for (const id of written) expect(id).toMatch(VALID[rule])
        expect(new Set(written).size).toBe(ids.length)
        expect(ids.map(callIdsFor(rule))).toEqual(written)
      }),
    )
  },
)

it('changes nothing that is valid', () => {
  expect(callIdsFor('messages')('toolu_01A')).toBe('toolu_01A')
  expect(callIdsFor('chat')('x'.repeat(41))).toMatch(/^call_[\w-]{24}$/)
})
