import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createDeadlines } from './deadlines.ts'

describe('deadlines', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const clock = { now: () => Date.now(), elapsed: () => Date.now() }

  test('expires once after the time without a touch', () => {
    const expire = vi.fn()
    createDeadlines(clock).arm(1000, expire)
    vi.advanceTimersByTime(900)
    expect(expire).not.toHaveBeenCalled()
    vi.advanceTimersByTime(5000)
    expect(expire).toHaveBeenCalledTimes(1)
  })

  test('starts over at each touch, also with another length', () => {
    const expire = vi.fn()
    const deadline = createDeadlines(clock).arm(1000, expire)
    vi.advanceTimersByTime(800)
    deadline.touch()
    vi.advanceTimersByTime(800)
    deadline.touch(5000)
    vi.advanceTimersByTime(4000)
    expect(expire).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1400)
    expect(expire).toHaveBeenCalledTimes(1)
  })

  test('does not count while held, and never after clear', () => {
    const held = vi.fn()
    const cleared = vi.fn()
    const deadlines = createDeadlines(clock)
    const deadline = deadlines.arm(1000, held)
    deadlines.arm(1000, cleared).clear()
    deadline.hold()
    vi.advanceTimersByTime(100_000)
    expect(held).not.toHaveBeenCalled()
    deadline.touch()
    vi.advanceTimersByTime(1400)
    expect(held).toHaveBeenCalledTimes(1)
    expect(cleared).not.toHaveBeenCalled()
  })

  test('keeps no timer running when nothing is armed', () => {
    const deadlines = createDeadlines(clock)
    deadlines.arm(100, () => undefined)
    vi.advanceTimersByTime(1000)
    expect(vi.getTimerCount()).toBe(0)
  })
})
