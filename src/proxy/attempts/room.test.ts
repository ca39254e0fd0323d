import { describe, expect, it } from 'vitest'
import { balancing, POOL } from '../../../test/kit/balancing.ts'
import { requestOf } from '../../../test/kit/exchange.ts'
import { jsonReply } from '../../../test/kit/wire.ts'
import { roomFor } from './room.ts'

const GOOD = () => jsonReply({ type: 'message' })
const MINUTE = 60_000

const set = (options: object, mode = 'weight-based') => {
  const world = balancing([GOOD, GOOD, GOOD], { settings: { mode, options } })
  const used = (upstream: string, share: number) =>
    world.deps.meters.note('claude', upstream, [
      {
        window: '5h',
        kind: 'plan',
        source: 'anthropic-unified',
        unit: 'fraction',
        used: share,
        limit: 1,
        resetsAt: world.clock.now() + MINUTE,
      },
    ])
  return { ...world, used }
}

describe('floors of plans', () => {
  it('leave an upstream out while less is left, until its window begins anew', async () => {
    const { used, ask, asked, clock } = set({ quotaFloor: 0.1 })
    used('a', 0.91)
    used('b', 0.9)
    await ask()
    clock.advance(MINUTE)
    await ask()
    expect(asked()).toEqual(['1 b weight', '1 a weight'])
  })

  it('leave nobody out when all have come to it, and nobody while they are off', () => {
    const { used, deps } = set({})
    for (const { name } of POOL) used(name, 0.99)
    expect(roomFor(deps, { quotaFloor: 0.1, balanceFloor: 0 }).above(POOL)).toBe(POOL)
    expect(roomFor(deps, { quotaFloor: 0, balanceFloor: 0 }).above(POOL)).toBe(POOL)
    expect(POOL.map(roomFor(deps, { quotaFloor: 0.1, balanceFloor: 0 }).floorOf)).toEqual(POOL.map(() => 'quota'))
  })

  it('move a conversation to another upstream, and nothing else of the plan does', async () => {
    const { used, askWith, asked } = set({ quotaFloor: 0.1 }, 'most-left')
    const talk = () => requestOf({ asked: { session: 'talk' } })
    used('a', 0.2)
    await askWith(talk())
    used('a', 0.8)
    await askWith(talk())
    used('a', 0.95)
    await askWith(talk())
    expect(asked()).toEqual(['1 a most-left', '1 a most-left', '1 b most-left'])
  })
})
