import { describe, expect, it } from 'vitest'
import { reasonOf, StartFailure, type StartFailureReason } from './start-failure.ts'

const REASONS: readonly (readonly [StartFailureReason, RegExp])[] = [
  [{ code: 'already-running', pid: 7 }, /process 7/],
  [{ code: 'port-in-use', what: 'UI', host: '::1', port: 9, variable: 'CLP_UI_PORT' }, /::1:9 for UI.*CLP_UI_PORT/],
  [{ code: 'address-unavailable', what: 'UI', host: 'h', port: 9, system: 'EACCES' }, /h:9 for UI: EACCES/],
  [{ code: 'home-unwritable', path: '/x', system: 'EROFS' }, /"\/x": EROFS/],
  [{ code: 'open-door', host: '0.0.0.0', variable: 'CLP_UI_HOST' }, /0\.0\.0\.0.*CLP_UI_HOST/],
  [{ code: 'failed', message: 'Cannot do it' }, /^Cannot do it$/],
]

describe('start failure', () => {
  it.each(REASONS)('says in English what %j means', (reason, text) => {
    expect(new StartFailure(reason).message).toMatch(text)
    expect(reasonOf(new StartFailure(reason))).toEqual(reason)
  })

  it('makes a reason of anything thrown', () => {
    expect(reasonOf(new Error('broken'))).toEqual({ code: 'failed', message: 'broken' })
    expect(reasonOf('broken')).toEqual({ code: 'failed', message: 'broken' })
  })
})
