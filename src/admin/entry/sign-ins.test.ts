import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { createSignIns } from './sign-ins.ts'

const DAY_MS = 24 * 3_600_000

describe('sign-ins', () => {
  it('stand for a token until they are closed', () => {
    const signIns = createSignIns(createFakeClock())
    const [first, second] = [signIns.open('clp_a'), signIns.open('clp_b')]
    expect(new Set([first.id, first.pageKey, second.id, second.pageKey]).size).toBe(4)
    expect(signIns.token(first)).toBe('clp_a')
    signIns.close(first)
    expect([signIns.token(first), signIns.token(second)]).toEqual([undefined, 'clp_b'])
    signIns.closeAll()
    expect(signIns.token(second)).toBeUndefined()
  })

  it('are nothing to whoever has only one half, who neither ends them nor keeps them alive', () => {
    const clock = createFakeClock()
    const signIns = createSignIns(clock)
    const [mine, other] = [signIns.open('clp_a'), signIns.open('clp_b')]
    const halves = ['', 'x', other.pageKey, mine.id].map((pageKey) => ({ id: mine.id, pageKey }))
    for (const half of halves) {
      expect(signIns.token(half)).toBeUndefined()
      signIns.close(half)
    }
    expect(signIns.token(mine)).toBe('clp_a')
    clock.advance(13 * DAY_MS)
    for (const half of halves) signIns.token(half)
    clock.advance(2 * DAY_MS)
    expect(signIns.token(mine)).toBeUndefined()
  })

  it('end when nobody comes back for two weeks', () => {
    const clock = createFakeClock()
    const signIns = createSignIns(clock)
    const session = signIns.open('clp_a')
    clock.advance(13 * DAY_MS)
    expect(signIns.token(session)).toBe('clp_a')
    clock.advance(13 * DAY_MS)
    expect(signIns.token(session)).toBe('clp_a')
    clock.advance(15 * DAY_MS)
    expect(signIns.token(session)).toBeUndefined()
  })

  it('are bounded: the one unused for longest goes first', () => {
    const signIns = createSignIns(createFakeClock())
    const first = signIns.open('clp_a')
    const second = signIns.open('clp_b')
    for (let index = 0; index < 998; index += 1) signIns.open('clp_c')
    expect(signIns.token(first)).toBe('clp_a')
    signIns.open('clp_c')
    expect(signIns.token(second)).toBeUndefined()
    expect(signIns.token(first)).toBe('clp_a')
  })
})
