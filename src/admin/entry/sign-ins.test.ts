import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { createSignIns } from './sign-ins.ts'

const DAY_MS = 24 * 3_600_000

describe('sign-ins', () => {
  it('stand for a token until they are closed', () => {
    const signIns = createSignIns(createFakeClock())
    const [first, second] = [signIns.open('clp_a'), signIns.open('clp_b')]
    expect(first).not.toBe(second)
    expect(signIns.token(first)).toBe('clp_a')
    signIns.close(first)
    expect([signIns.token(first), signIns.token(second)]).toEqual([undefined, 'clp_b'])
    signIns.closeAll()
    expect(signIns.token(second)).toBeUndefined()
  })

  it('end when nobody comes back for two weeks', () => {
    const clock = createFakeClock()
    const signIns = createSignIns(clock)
    const id = signIns.open('clp_a')
    clock.advance(13 * DAY_MS)
    expect(signIns.token(id)).toBe('clp_a')
    clock.advance(13 * DAY_MS)
    expect(signIns.token(id)).toBe('clp_a')
    clock.advance(15 * DAY_MS)
    expect(signIns.token(id)).toBeUndefined()
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
