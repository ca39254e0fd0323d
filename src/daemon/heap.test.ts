import { expect, it } from 'vitest'
import { type Pace, paceAfter } from './heap.ts'

it('is busy once full collections follow each other fast, and quiet again only after a real pause', () => {
  const gaps = [Number.POSITIVE_INFINITY, 3000, 600, 300, 600, 900, 300, 1500, 600]
  let pace: Pace = 'quiet'
  const paces = gaps.map((gap) => {
    pace = paceAfter(pace, gap)
    return pace
  })
  expect(paces).toEqual(['quiet', 'quiet', 'quiet', 'busy', 'busy', 'busy', 'busy', 'quiet', 'quiet'])
})
