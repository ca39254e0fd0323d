import { expect, it } from 'vitest'
import { withField, written } from '../../editing/written.ts'
import { type PriceDraft, withCredit, withMultiplier } from './price-draft.ts'

it('writes numbers as numbers, and keeps what is none for the daemon to refuse', () => {
  expect(['3', '0.25', '1.50', '', 'x', '1e3'].map(written)).toEqual([3, 0.25, '1.50', '', 'x', '1e3'])
})

it('sets one field and leaves the others, known or not', () => {
  expect(withField({ match: 'a', note: 'mine' }, 'input', 3)).toEqual({ match: 'a', note: 'mine', input: 3 })
  expect(withField({ match: 'a', input: 3 }, 'input', undefined)).toEqual({ match: 'a' })
})

it('sets the multiplier of an upstream and takes it away again, without its credit', () => {
  const draft: PriceDraft = { note: 1, upstreams: { 'claude/a': { credit: { price: 1 } } } }
  const set = withMultiplier(withMultiplier(draft, 'claude/a', '1.2'), 'claude/b', '0')
  expect(set).toEqual({
    note: 1,
    upstreams: { 'claude/a': { credit: { price: 1 }, multiplier: 1.2 }, 'claude/b': { multiplier: 0 } },
  })
  expect(withMultiplier(withMultiplier(set, 'claude/a', ''), 'claude/b', '')).toEqual(draft)
})

it('sets what a dollar of credit costs, beside the multiplier, and takes it away again', () => {
  const draft: PriceDraft = { upstreams: { 'claude/a': { multiplier: 2 } } }
  const set = withCredit(draft, 'claude/a', { price: 1.5, currency: 'CNY' })
  expect(set).toEqual({ upstreams: { 'claude/a': { multiplier: 2, credit: { price: 1.5, currency: 'CNY' } } } })
  expect(withCredit(set, 'claude/a', {})).toEqual(draft)
})
