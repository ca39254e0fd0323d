import fc from 'fast-check'
import { expect, it } from 'vitest'
import { POLICY_IDS } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { upstreamNamed } from '../policies/policies.suite.ts'
import { rankUpstreams } from './ranking.ts'

const NAMES = ['a', 'b', 'c', 'd']

const pools = fc
  .tuple(...NAMES.map(() => fc.record({ weight: fc.nat({ max: 9 }), enabled: fc.boolean(), well: fc.boolean() })))
  .map((list) =>
    list.map(({ weight, enabled, well }, index) => ({
      upstream: { ...upstreamNamed(NAMES[index] ?? '', weight, index === 0), enabled },
      well,
    })),
  )

it('puts the pinned upstream first, and never asks one that is put away or left out', () => {
  fc.assert(
    fc.property(
      pools,
      fc.constantFrom(...POLICY_IDS),
      fc.option(fc.record({ upstream: fc.constantFrom(...NAMES, 'gone'), fallback: fc.boolean() })),
      (entries, mode, pinned) => {
        const well = (upstream: Upstream): boolean => entries.some((entry) => entry.upstream === upstream && entry.well)
        const pool = entries.map(({ upstream }) => upstream)
        const health = { candidates: (list: readonly Upstream[]) => list.filter((one) => one.enabled && well(one)) }
        const context = { random: () => 0.5 }
        const { list, reason } = rankUpstreams({ pool, mode, health, context, ...(pinned === null ? {} : { pinned }) })
        expect(new Set(list).size).toBe(list.length)
        expect(list.every(({ enabled }) => enabled)).toBe(true)
        const target = pool.find(({ name, enabled }) => enabled && name === pinned?.upstream)
        expect(reason === 'pinned').toBe(target !== undefined)
        if (target !== undefined) expect(list[0]).toBe(target)
        if (target !== undefined && pinned?.fallback === false) expect(list).toEqual([target])
        // Only the user's explicit choice is asked whatever its health.
        const others = list.filter((one) => one !== target)
        if (mode !== 'active-first' || target !== undefined) expect(others.every(well)).toBe(true)
      },
    ),
    { numRuns: 500 },
  )
})
