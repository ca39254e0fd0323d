/** Counters come from the ledger and go on from there: through restarts, edits, crashes and periods. */
import { describe, expect, it } from 'vitest'
import { budgetWorld } from '../../../test/kit/budgets.ts'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'

const DOLLAR = 1_000_000_000n
const day = { id: 'day', amount: 1, period: 'day', timeZone: 'UTC' }
const START = Date.parse('2026-11-30T12:00:00Z')

const clockAt = (at: number) => {
  const clock = createFakeClock()
  clock.jumpTo(at)
  return clock
}

describe('what is spent', () => {
  it('lets requests in until it is reached, and no further', async () => {
    const { ask, end, spent } = await budgetWorld([day], { clock: clockAt(START) })
    expect(ask('a')).toBe('in')
    end('a', DOLLAR - 1n)
    expect(ask('b')).toBe('in')
    end('b', 1n)
    expect(ask('c')).toBe('refused')
    expect(spent()).toEqual({ day: DOLLAR })
  })

  it('is the same after a restart, and after one that loses the process with its memory', async () => {
    const clock = clockAt(START)
    const first = await budgetWorld([day], { clock })
    first.ask('a')
    first.end('a', DOLLAR)
    // Not flushed: what waits for the log counts as well.
    const second = await budgetWorld([day], { clock, store: first.store })
    expect(second.spent()).toEqual({ day: DOLLAR })
    expect(second.ask('b')).toBe('refused')
  })

  it('is what the ledger has for every key, also of budgets that come later, while requests go on', async () => {
    const world = await budgetWorld([], { clock: clockAt(START) })
    world.ask('a', { token: 'laptop', model: 'claude-opus-4-1' })
    world.ask('b', { token: 'phone', model: 'claude-haiku-4-5', upstream: 'other' })
    world.end('a', 3n)
    world.end('b', 5n)
    const edited = world.edit([
      { id: 'all', amount: 1, period: 'total' },
      { id: 'each', token: '*', amount: 1, period: 'month' },
      { id: 'opus', model: 'claude-opus-*', amount: 1, period: '5h' },
      { id: 'other', upstream: 'other', amount: 1, period: 'week' },
      { id: 'tokens', tokens: 1000, period: 'day' },
      { id: 'requests', requests: 10, period: 'day' },
    ])
    // Comes while the totals are being read.
    world.ask('c', { token: 'phone', model: 'claude-opus-4-1' })
    world.end('c', 7n)
    await edited
    const expected = {
      all: 15n,
      'each:laptop': 3n,
      'each:phone': 12n,
      opus: 10n,
      other: 5n,
      tokens: 330n,
      requests: 3n,
    }
    expect(world.spent()).toEqual(expected)
    await world.store.journal.flush()
    await world.budgets.reload()
    expect(world.spent()).toEqual(expected)
  })

  it('is read again while another daemon writes totals, and once more when it has ended', async () => {
    const clock = clockAt(START)
    const former = await budgetWorld([day], { clock })
    let isShared = true
    const world = await budgetWorld([day], { clock, store: former.store, isShared: () => isShared })
    const lookAt = async (seconds: number) => {
      clock.advance(seconds * 1000)
      world.budgets.view()
      await world.budgets.settled()
      return world.spent()
    }
    former.ask('a')
    former.end('a', 3n)
    expect(await lookAt(9)).toEqual({ day: 0n })
    expect(await lookAt(2)).toEqual({ day: 3n })
    isShared = false
    former.ask('b')
    former.end('b', 4n)
    expect(await lookAt(11)).toEqual({ day: 7n })
    former.ask('c')
    former.end('c', 5n)
    // Nobody writes there any more, as far as is known.
    expect(await lookAt(11)).toEqual({ day: 7n })
  })

  it('counts attempts that failed over under their own upstream', async () => {
    const { ask, end, spent } = await budgetWorld([{ ...day, upstream: 'lost' }], { clock: clockAt(START) })
    ask('a')
    end('a', 5n, {
      attempts: [
        {
          number: 1,
          upstream: 'lost',
          url: 'https://lost.test',
          startedAt: START,
          durationMs: 1,
          outcome: { kind: 'broken', code: 'ECONNRESET', bytes: 1 },
          reason: 'active',
          billed: { cost: { nano: '9', list: '9', quality: 'floor', book: '', rule: null, class: '', searches: 0 } },
        },
      ],
    })
    expect(spent()).toEqual({ day: 9n })
  })
})

describe('a period', () => {
  it('begins anew at its hour, and a request belongs to the one in which it began', async () => {
    const clock = clockAt(Date.parse('2026-11-30T23:59:00Z'))
    const { ask, end, spent } = await budgetWorld([day], { clock })
    ask('a')
    clock.jumpTo(Date.parse('2026-12-01T00:01:00Z'))
    expect(ask('b')).toBe('in')
    end('a', DOLLAR)
    expect(spent()).toEqual({ day: 0n })
    end('b', 2n)
    expect(spent()).toEqual({ day: 2n })
  })

  it('that moves forgets what has left it', async () => {
    const clock = clockAt(START)
    const { ask, end, spent, budgets } = await budgetWorld([{ id: 'two', amount: 1, period: '2h' }], { clock })
    ask('a')
    end('a', DOLLAR)
    expect(ask('b')).toBe('refused')
    const again = START + 2 * 3_600_000
    clock.jumpTo(again - 1)
    expect(spent()).toEqual({ two: DOLLAR })
    await budgets.reload()
    expect(spent()).toEqual({ two: DOLLAR })
    clock.jumpTo(again)
    expect(spent()).toEqual({ two: 0n })
    expect(ask('c')).toBe('in')
  })

  it('gives nothing back when the clock is put back', async () => {
    const clock = clockAt(START)
    const { ask, end } = await budgetWorld([day], { clock })
    ask('a')
    end('a', DOLLAR)
    clock.jumpTo(START - 86_400_000)
    expect(ask('b')).toBe('refused')
  })
})

describe('running requests', () => {
  it('reserve what such requests have cost lately, so that not more are let in at once than have room', async () => {
    const { ask, end, budgets } = await budgetWorld([day], { clock: clockAt(START) })
    ask('first')
    end('first', DOLLAR / 10n)
    // 0.9 left, 0.1 each: nine of two hundred.
    const asked = Array.from({ length: 200 }, (_, index) => `r${index}`)
    const let_in = asked.filter((id) => ask(id) === 'in')
    expect(let_in).toHaveLength(9)
    expect(budgets.view()[0]?.reserved).toBe((DOLLAR / 10n) * 9n)
    for (const id of let_in) end(id, DOLLAR / 5n)
    // The bound: what was in flight when the limit was crossed.
    expect(budgets.view()[0]).toMatchObject({ reserved: 0n, spent: DOLLAR / 10n + (DOLLAR / 5n) * 9n })
    expect(ask('late')).toBe('refused')
  })

  it('count as one request each, so that a limit of requests is never passed', async () => {
    const { ask, end } = await budgetWorld([{ id: 'ten', requests: 10, period: 'day' }], { clock: clockAt(START) })
    const let_in = Array.from({ length: 200 }, (_, index) => `r${index}`).filter((id) => ask(id) === 'in')
    expect(let_in).toHaveLength(10)
    for (const id of let_in) end(id, 0n)
    expect(ask('late')).toBe('refused')
  })

  it('give back what they reserved when they are refused elsewhere, or end without an answer', async () => {
    const { ask, end, budgets } = await budgetWorld(
      [
        { ...day, amount: 100 },
        { id: 'none', upstream: 'prod', requests: 0, period: 'day' },
      ],
      { clock: clockAt(START) },
    )
    expect(ask('a')).toBe('refused')
    end('a', 0n, { attempts: [] })
    expect(budgets.view().map(({ reserved }) => reserved)).toEqual([0n, 0n])
  })

  it('keep what they reserved through an edit', async () => {
    const { ask, end, edit, budgets } = await budgetWorld([day], { clock: clockAt(START) })
    ask('first')
    end('first', DOLLAR / 10n)
    ask('a')
    await edit([{ ...day, amount: 2 }])
    expect(budgets.view()[0]?.reserved).toBe(DOLLAR / 10n)
    end('a', 1n)
    expect(budgets.view()[0]).toMatchObject({ reserved: 0n, spent: DOLLAR / 10n + 1n })
  })
})

describe('a request of unknown cost', () => {
  it('counts with the mean until it is priced, and stays unknown in the totals', async () => {
    const { ask, end, budgets, edit } = await budgetWorld([day], { clock: clockAt(START) })
    ask('a')
    end('a', DOLLAR / 2n)
    ask('b')
    end('b', null)
    expect(budgets.view()[0]).toMatchObject({ spent: DOLLAR / 2n, presumed: DOLLAR / 2n })
    expect(ask('c')).toBe('refused')
    await edit([{ ...day, note: 'again' }])
    expect(budgets.view()[0]).toMatchObject({ presumed: DOLLAR / 2n })
    await budgets.reload({ isRepriced: true })
    expect(budgets.view()[0]).toMatchObject({ spent: DOLLAR / 2n, presumed: 0n })
  })
})

describe('a limit', () => {
  it('of 0 refuses all, and one that only warns nobody', async () => {
    const { ask, edit } = await budgetWorld([{ ...day, amount: 0 }])
    expect(ask('a')).toBe('refused')
    await edit([{ ...day, amount: 0, action: 'warn' }])
    expect(ask('b')).toBe('in')
    await edit([{ ...day, amount: 0, enabled: false }])
    expect(ask('c')).toBe('unwatched')
  })

  it('in yuan is made dollars by the rate at the start of its period, and refuses without one', async () => {
    const yuan = { ...day, amount: 7, currency: 'CNY' }
    const { ask, end, edit } = await budgetWorld([yuan], { clock: clockAt(START) })
    expect(ask('a')).toBe('refused')
    await edit([yuan], {
      rates: [
        { from: '2026-01-01', CNY: 7 },
        { from: '2026-12-01', CNY: 3.5 },
      ],
    })
    expect(ask('b')).toBe('in')
    end('b', DOLLAR)
    expect(ask('c')).toBe('refused')
  })

  it('for each token counts nobody without one', async () => {
    const { ask, end } = await budgetWorld([{ ...day, token: '*' }], { clock: clockAt(START) })
    ask('a', { token: 'laptop' })
    end('a', DOLLAR)
    expect(ask('b', { token: 'laptop' })).toBe('refused')
    expect(ask('c', { token: 'phone' })).toBe('in')
    expect(ask('d', { token: '' })).toBe('unwatched')
  })
})

describe('thresholds', () => {
  it('are told once each in a period, and again in the next', async () => {
    const clock = clockAt(START)
    const { ask, end, passed } = await budgetWorld([day], { clock })
    const spend = (id: string, nano: bigint) => {
      ask(id)
      end(id, nano)
    }
    spend('a', (DOLLAR * 74n) / 100n)
    expect(passed).toEqual([])
    spend('b', DOLLAR / 50n)
    spend('c', DOLLAR / 50n)
    expect(passed).toEqual(['day 0.75'])
    spend('d', DOLLAR)
    expect(passed).toEqual(['day 0.75', 'day 1'])
    clock.jumpTo(START + 86_400_000)
    spend('e', (DOLLAR * 96n) / 100n)
    expect(passed).toEqual(['day 0.75', 'day 1', 'day 0.95'])
  })

  it('are not told again by a restart, but by an edit that makes them', async () => {
    const clock = clockAt(START)
    const first = await budgetWorld([day], { clock })
    first.ask('a')
    first.end('a', (DOLLAR * 8n) / 10n)
    const second = await budgetWorld([day], { clock, store: first.store })
    expect(second.passed).toEqual([])
    await second.edit([{ ...day, amount: 0.5 }])
    expect(second.passed).toEqual(['day 1'])
  })
})
