import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { createSignIns } from './sign-ins.ts'

const DAY_MS = 24 * 3_600_000

describe('sessions', () => {
  it('stand for a token until they are closed', () => {
    const sessions = createSignIns(createFakeClock())
    const [first, second] = [sessions.open('clp_a'), sessions.open('clp_b')]
    expect(first).not.toBe(second)
    expect(sessions.token(first)).toBe('clp_a')
    sessions.close(first)
    expect([sessions.token(first), sessions.token(second)]).toEqual([undefined, 'clp_b'])
    sessions.closeAll()
    expect(sessions.token(second)).toBeUndefined()
  })

  it('end when nobody comes back for two weeks', () => {
    const clock = createFakeClock()
    const sessions = createSignIns(clock)
    const id = sessions.open('clp_a')
    clock.advance(13 * DAY_MS)
    expect(sessions.token(id)).toBe('clp_a')
    clock.advance(13 * DAY_MS)
    expect(sessions.token(id)).toBe('clp_a')
    clock.advance(15 * DAY_MS)
    expect(sessions.token(id)).toBeUndefined()
  })

  it('are bounded: the one unused for longest goes first', () => {
    const sessions = createSignIns(createFakeClock())
    const first = sessions.open('clp_a')
    const second = sessions.open('clp_b')
    for (let index = 0; index < 998; index += 1) sessions.open('clp_c')
    expect(sessions.token(first)).toBe('clp_a')
    sessions.open('clp_c')
    expect(sessions.token(second)).toBeUndefined()
    expect(sessions.token(first)).toBe('clp_a')
  })
})
