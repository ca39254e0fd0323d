import { describe, expect, it } from 'vitest'
import { inForce, snapshotOf } from '../../../test/kit/exchange.ts'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { systemDocument } from '../../store/documents/system.ts'
import { ClientSignal } from '../exchange/client-signal.ts'
import { claude } from '../services/claude.ts'
import { arriveInternally, type InternalRequest } from './internal.ts'

const arrived = (more: Partial<InternalRequest> = {}) =>
  arriveInternally({
    service: claude,
    snapshot: snapshotOf({}),
    clock: createFakeClock(1000),
    method: 'POST',
    path: '/v1/messages',
    headers: ['a', 'b'],
    ...more,
  })

describe('a request of our own', () => {
  it('looks like one of a client on this machine', () => {
    const signal = new ClientSignal()
    const { head, refused } = arrived({ query: 'a=b', signal })
    expect(head).toMatchObject({
      method: 'POST',
      path: '/v1/messages',
      query: 'a=b',
      address: '127.0.0.1',
      startedAt: 1000,
    })
    expect(head.headers).toEqual(['a', 'b'])
    expect(head.signal).toBe(signal)
    expect(refused).toBeUndefined()
  })

  it('is under the settings of its snapshot', () => {
    const snapshot = snapshotOf({ values: inForce(systemDocument, { recordHealthChecks: true }) })
    expect(arrived({ snapshot }).head.system.recordHealthChecks).toBe(true)
  })

  it('has an id of its own', () => {
    expect(arrived().head.id).not.toBe(arrived().head.id)
  })

  it('has the body it was given, or none', async () => {
    const body = await arrived({ body: 'abc' }).incoming.readBody(3)
    expect(body.joined().toString()).toBe('abc')
    expect((await arrived().incoming.readBody(0)).size).toBe(0)
  })

  it('is held to the limit of bodies as well', async () => {
    await expect(arrived({ body: 'abcd' }).incoming.readBody(3)).rejects.toMatchObject({ code: 'body-too-large' })
  })
})
