import { expect, it } from 'vitest'
import { staleAfter } from './keep-fresh.ts'

it('reads lists and totals anew after requests were priced again', () => {
  expect(staleAfter({ type: 'log_changed', timestamp: '' })).toEqual(expect.arrayContaining(['exchanges', 'usage']))
})
