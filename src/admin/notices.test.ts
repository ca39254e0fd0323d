import { describe, expect, it } from 'vitest'
import type { Upstream } from '../contract/upstream.ts'
import { createBus } from '../store/bus.ts'
import { createRaisedNotices, poolNotices } from './notices.ts'

const upstream = (name: string, fields: Partial<Upstream> = {}): Upstream => ({
  service: 'claude',
  name,
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
    raise('journal-trouble', 'disk full')
    raise('something-new', 'look here')
    raise('journal-trouble', 'disk very full')
    expect(raised.list().map(({ code, message }) => [code, message])).toEqual([
      ['journal-trouble', 'disk very full'],
      ['other', 'look here'],
    ])
    raise('journal-trouble', '')
    expect(raised.list()).toHaveLength(1)
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
