import { describe, expect, it } from 'vitest'
import { finish, inSlices, limited, type Work } from './work.ts'

function* counting(steps: number, each: () => void): Work<number> {
  for (let step = 0; step < steps; step += 1) {
    each()
    yield
  }
  return steps
}

describe('work', () => {
  it('runs to its end at once', () => {
    expect(finish(counting(5, () => undefined))).toBe(5)
  })

  it('gives small work back without waiting', () => {
    expect(
      inSlices(
        counting(5, () => undefined),
        { elapsed: () => 0 },
      ),
    ).toBe(5)
  })

  it('lets others have their turn during long work', async () => {
    let elapsed = 0
    let turns = 0
    const others = (): void => {
      turns += 1
      if (turns < 5) setImmediate(others)
    }
    setImmediate(others)
    const done = inSlices(
      counting(100, () => (elapsed += 1)),
      { elapsed: () => elapsed },
    )
    expect(done).toBeInstanceOf(Promise)
    expect(await done).toBe(100)
    expect(turns).toBe(5)
  })

  it('is given up when it has run for too long, its pauses not counted', () => {
    let elapsed = 0
    const clock = { elapsed: () => elapsed }
    const run = (work: Work<number>): number => {
      for (;;) {
        elapsed += 1000
        const step = work.next()
        if (step.done === true) return step.value
      }
    }
    const limit = { clock, limitMs: 50, tooLong: () => new Error('too long') }
    expect(
      run(
        limited(
          counting(50, () => (elapsed += 1)),
          limit,
        ),
      ),
    ).toBe(50)
    expect(() =>
      run(
        limited(
          counting(51, () => (elapsed += 1)),
          limit,
        ),
      ),
    ).toThrow('too long')
  })

  it('runs one slice of all long work in each round of the event loop', async () => {
    let elapsed = 0
    let round = 0
    const rounds: number[] = []
    const count = (): void => {
      round += 1
      if (rounds.length < 40) setImmediate(count)
    }
    // A slice takes five steps of 1 ms.
    const one = (): Work<number> =>
      counting(50, () => {
        if (elapsed % 5 === 0) rounds.push(round)
        elapsed += 1
      })
    const all = Array.from({ length: 5 }, () => inSlices(one(), { elapsed: () => elapsed }))
    setImmediate(count)
    await Promise.all(all)
    const later = rounds.filter((place) => place > 0)
    expect(later.length).toBeGreaterThan(20)
    expect(new Set(later).size).toBeGreaterThan(later.length * 0.8)
  })

  it('hands on what work throws, in the first slice and later', async () => {
    const failing = (after: number): Work<number> =>
      counting(100, () => {
        after -= 1
        if (after < 0) throw new Error('broken')
      })
    expect(() => inSlices(failing(0), { elapsed: () => 0 })).toThrow('broken')
    let elapsed = 0
    await expect(inSlices(failing(50), { elapsed: () => (elapsed += 1) })).rejects.toThrow('broken')
  })
})
