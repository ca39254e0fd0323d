/** What every policy promises, whatever the pool. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Upstream } from '../../contract/upstream.ts'
import type { Policy } from './policy.ts'

export const upstreamNamed = (name: string, weight = 0, active = false): Upstream => ({
  service: 'claude',
  name,
  protocol: 'messages',
  baseUrl: `http://${name}.test`,
  credential: {},
  weight,
  active,
  enabled: true,
})

const pools = fc
  .uniqueArray(fc.record({ name: fc.string({ minLength: 1 }), weight: fc.integer({ min: -5, max: 50 }) }), {
    selector: ({ name }) => name,
    maxLength: 6,
  })
  .chain((list) =>
    fc
      .nat({ max: Math.max(0, list.length - 1) })
      .map((active) => list.map(({ name, weight }, index) => upstreamNamed(name, weight, index === active))),
  )

export const policySuite = (policy: Policy): void => {
  describe(`policy ${policy.id}`, () => {
    it('ranks each candidate at most once and nobody else', () => {
      fc.assert(
        fc.property(
          pools,
          fc.option(fc.string()),
          fc.option(fc.string()),
          fc.infiniteStream(fc.double({ min: 0, max: 0.999 })),
          (pool, session, remembered, numbers) => {
            const random = (): number => numbers.next().value as number
            const context = {
              random,
              ...(session === null ? {} : { session }),
              ...(remembered === null ? {} : { remembered }),
            }
            const ranked = policy.rank(pool, context)
            expect(new Set(ranked).size).toBe(ranked.length)
            for (const upstream of ranked) expect(pool).toContain(upstream)
          },
        ),
      )
    })

    it('leaves nobody out when it fails over, and asks one when it does not', () => {
      fc.assert(
        fc.property(pools, (pool) => {
          const ranked = policy.rank(pool, { random: () => 0.5 })
          expect(ranked).toHaveLength(policy.failsOver ? pool.length : Math.min(1, pool.length))
        }),
      )
    })

    it('does not disturb the list it is given', () => {
      fc.assert(
        fc.property(pools, (pool) => {
          const before = [...pool]
          policy.rank(Object.freeze(pool), { random: () => 0.5 })
          expect(pool).toEqual(before)
        }),
      )
    })
  })
}
