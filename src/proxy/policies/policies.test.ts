import { describe, expect, it } from 'vitest'
import { POLICY_IDS } from '../../contract/settings.ts'
import { policies } from './index.ts'
import { policySuite, upstreamNamed } from './policies.suite.ts'

for (const id of POLICY_IDS) policySuite(policies[id])

const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name)

/** The same numbers every time: Park and Miller's generator. */
const numbers = () => {
  let seed = 1
  return () => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  }
}

const first = (count: number, choose: (n: number) => string): Record<string, number> => {
  const tally: Record<string, number> = {}
  for (let n = 0; n < count; n += 1) {
    const name = choose(n)
    tally[name] = (tally[name] ?? 0) + 1
  }
  return tally
}

describe('weight-based', () => {
  it('goes by weight, then by name in order of code points', () => {
    const pool = [upstreamNamed('b', 1), upstreamNamed('a', 1), upstreamNamed('Z', 1), upstreamNamed('c', 9)]
    expect(names(policies['weight-based'].rank(pool, { random: () => 0 }))).toEqual(['c', 'Z', 'a', 'b'])
  })
})

describe('weighted-random', () => {
  it('asks in proportion to weight, and the weightless only after all others', () => {
    const pool = [upstreamNamed('a', 3), upstreamNamed('b', 1), upstreamNamed('none', 0)]
    const random = numbers()
    const tally = first(4000, () => names(policies['weighted-random'].rank(pool, { random }))[0] ?? '')
    expect(tally['a']! / 4000).toBeCloseTo(0.75, 1)
    expect(tally['none']).toBeUndefined()
  })

  it('spreads evenly where nobody has weight', () => {
    const pool = [upstreamNamed('a'), upstreamNamed('b')]
    const random = numbers()
    const tally = first(4000, () => names(policies['weighted-random'].rank(pool, { random }))[0] ?? '')
    expect(tally['a']! / 4000).toBeCloseTo(0.5, 1)
  })
})

describe('sticky', () => {
  const pool = [upstreamNamed('a', 3), upstreamNamed('b', 1)]
  const rank = (session: string, from = pool, remembered?: string) =>
    names(
      policies.sticky.rank(from, { session, random: numbers(), ...(remembered === undefined ? {} : { remembered }) }),
    )

  it('gives a conversation the same upstream every time, and spreads conversations by weight', () => {
    const tally = first(2000, (n) => {
      const [chosen = ''] = rank(`s${n}`)
      expect(rank(`s${n}`)[0]).toBe(chosen)
      return chosen
    })
    expect(tally['a']! / 2000).toBeCloseTo(0.75, 1)
  })

  it('keeps the upstream that answered last, whoever joins', () => {
    const [home = ''] = rank('s')
    const more = [...pool, upstreamNamed('c', 1000)]
    expect(rank('s', more, home)[0]).toBe(home)
  })

  it('goes elsewhere only while that one may not be asked', () => {
    const [home = '', other] = rank('s')
    expect(
      rank(
        's',
        pool.filter(({ name }) => name !== home),
        home,
      ),
    ).toEqual([other])
  })
})

describe('most-left', () => {
  const pool = [upstreamNamed('a', 1), upstreamNamed('b', 9), upstreamNamed('c', 5), upstreamNamed('d', 2)]
  const shares: Readonly<Record<string, number>> = { a: 0.7, c: 0.2 }
  const left = ({ name }: { readonly name: string }) => shares[name]

  it('asks the one with most left first; who says nothing counts as half, equals go by weight', () => {
    expect(names(policies['most-left'].rank(pool, { random: () => 0, left }))).toEqual(['a', 'b', 'd', 'c'])
  })

  it('leaves a conversation where it is', () => {
    expect(names(policies['most-left'].rank(pool, { random: () => 0, left, remembered: 'c' }))[0]).toBe('c')
  })
})
