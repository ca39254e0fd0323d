import fc from 'fast-check'
import { expect, it } from 'vitest'
import { JsonProgress } from './json-progress.ts'

it('is whole at the last bracket of an object, and never before', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })), (value) => {
      const text = JSON.stringify(value)
      const progress = new JsonProgress()
      for (const character of text.slice(0, -1)) {
        progress.push(character)
        expect(progress.isWhole).toBe(false)
      }
      progress.push(text.slice(-1))
      expect(progress.isWhole).toBe(true)
    }),
  )
})

it('takes nothing for whole that is empty', () => {
  const progress = new JsonProgress()
  progress.push('')
  progress.push('  ')
  expect(progress.isWhole).toBe(false)
})
