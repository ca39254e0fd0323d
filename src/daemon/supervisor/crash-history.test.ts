import { expect, it } from 'vitest'
import { afterCrash, CRASH_RULES, type CrashHistory, NO_CRASHES } from './crash-history.ts'

const crash = (at: number, livedMs: number) => ({ at, livedMs, reason: `crash at ${at}` })

it('starts again at once, then after longer and longer waits, and gives up after five tries', () => {
  let history: CrashHistory = NO_CRASHES
  const delays = Array.from({ length: 6 }, (_, index) => {
    const step = afterCrash(history, crash(index + 1, 10), CRASH_RULES)
    history = step.history
    return step.delayMs
  })
  expect(delays).toEqual([0, 500, 1000, 2000, 4000, undefined])
  expect(history).toEqual({ restarts: 5, inRow: 6, lastAt: 6, lastReason: 'crash at 6' })
})

it('does not count crashes with a quiet time between them as a loop', () => {
  let history: CrashHistory = NO_CRASHES
  for (let index = 1; index <= 20; index += 1) {
    const step = afterCrash(history, crash(index, CRASH_RULES.steadyMs), CRASH_RULES)
    expect(step.delayMs).toBe(0)
    history = step.history
  }
  expect(history).toMatchObject({ restarts: 20, inRow: 1 })
})
