import { expect, it } from 'vitest'
import { newMayGrow, type Pace, paceAfter } from './heap.ts'

it('is busy once full collections follow each other fast, and quiet again only after a real pause', () => {
  const gaps = [Number.POSITIVE_INFINITY, 3000, 600, 300, 600, 900, 300, 1500, 600]
  let pace: Pace = 'quiet'
  const paces = gaps.map((gap) => {
    pace = paceAfter(pace, gap)
    return pace
  })
  expect(paces).toEqual(['quiet', 'quiet', 'quiet', 'busy', 'busy', 'busy', 'busy', 'quiet', 'quiet'])
})

it('lets the space for new objects grow from 8 to 16 MB, and beyond only while its collections come one upon the other', () => {
  const mb = 1024 * 1024
  expect(newMayGrow(8 * mb, Number.POSITIVE_INFINITY)).toBe(true)
  expect(newMayGrow(16 * mb, 1600)).toBe(false)
  expect(newMayGrow(16 * mb, 400)).toBe(true)
})
