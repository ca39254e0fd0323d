import { describe, expect, it } from 'vitest'
import type { Upstream } from '../../contract/upstream.ts'
import { createBus } from '../../store/live/bus.ts'
import { createRaisedNotices, journalNotices, poolNotices } from './notices.ts'

const upstream = (name: string, fields: Partial<Upstream> = {}): Upstream => ({
  service: 'claude',
  name,
  protocol: 'messages',
  baseUrl: 'https://x.example',
  credential: {},
  weight: 0,
  active: false,
  enabled: true,
  ...fields,
})
const codes = (view: Partial<Parameters<typeof poolNotices>[0]>) =>
  poolNotices({ service: 'claude', pool: [], candidates: [], health: [], ...view }).map(({ code }) => code)

describe('notices', () => {
  it('raised on the bus stay until they are over', () => {
    const bus = createBus(() => undefined)
    const raised = createRaisedNotices(bus)
    const raise = (code: string, message: string) => bus.emit({ type: 'notice', timestamp: '', code, message })
    raise('open-door', 'wide open')
    raise('something-new', 'look here')
    raise('open-door', 'wider')
    expect(raised.list().map(({ code, message }) => [code, message])).toEqual([
      ['open-door', 'wider'],
      ['other', 'look here'],
    ])
    raise('open-door', '')
    expect(raised.list()).toHaveLength(1)
  })

  it('tell the trouble of the log once, from its state', () => {
    const bus = createBus(() => undefined)
    const raised = createRaisedNotices(bus)
    bus.emit({ type: 'notice', timestamp: '', code: 'journal-trouble', message: 'the disk is full' })
    expect(raised.list()).toEqual([])
    const status = { records: 0, bytes: 0, dropped: 0, warning: 'the disk is full' }
    expect(journalNotices(status).map(({ code, params }) => [code, params])).toEqual([
      ['journal-trouble', { reason: 'the disk is full' }],
    ])
    const moved = { code: 'log-moved-away', params: { to: '/clp.db.1' } } as const
    const full = { code: 'log-not-written', params: { fault: 'disk full' } } as const
    expect(journalNotices({ ...status, troubles: [full, moved] }).map(({ why }) => why)).toEqual([full, moved])
  })

  it('say what keeps a service from answering', () => {
    const [on, off] = [upstream('a'), upstream('b', { enabled: false })]
    expect(codes({})).toEqual(['no-upstream'])
    expect(codes({ pool: [off] })).toEqual(['all-disabled'])
    expect(codes({ pool: [on, off], candidates: [on] })).toEqual([])
    const ejected = { state: 'ejected' as const, failures: 3 }
    const health = [
      { upstream: 'a', ...ejected },
      { upstream: 'b', ...ejected },
    ]
    expect(codes({ pool: [on, off], health })).toEqual(['all-ejected', 'upstream-ejected'])
  })
})
