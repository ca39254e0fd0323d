import { describe, expect, it } from 'vitest'
import type { LiveRequest } from '../../../../../src/contract/event.ts'
import { filterFromSearch, toQuery, withField } from './filter.ts'
import { liveRow, matches, mergeRows } from './rows.ts'

const live = (change: Partial<LiveRequest> = {}): LiveRequest => ({
  request_id: 'r1',
  service: 'alpha',
  channel: 'prod',
  method: 'POST',
  path: '/v1/messages',
  start_time: '2026-11-22T10:00:00.000Z',
  status: 'COMPLETED',
  status_code: 200,
  duration_ms: 1200,
  first_byte_ms: 300,
  target_url: null,
  request_headers: {},
  model: 'm-1',
  session: 's',
  token: null,
  attempts: 1,
  response_bytes: 10,
  usage: null,
  cost: null,
  error: null,
  ...change,
})
const NOW = Date.parse('2026-11-22T10:05:00.000Z')

describe('filterFromSearch', () => {
  it('keeps what it understands, numbers too, and drops the rest', () => {
    expect(filterFromSearch({ status: 404, service: 'a', range: 'week', bad: 1, model: '' })).toEqual({
      status: '404',
      service: 'a',
    })
  })
  it('forgets the custom dates with another range', () => {
    const custom = filterFromSearch({ range: 'custom', from: '2026-01-01T00:00' })
    expect(withField(custom, 'range', '1h')).toEqual({ range: '1h' })
  })
})

describe('toQuery', () => {
  it('turns a range into an instant and leaves bad numbers out', () => {
    expect(toQuery({ range: '1h', slow: 'x', status: '4xx' }, NOW)).toEqual({
      status: '4xx',
      since: String(NOW - 3_600_000),
    })
  })
})

describe('matches', () => {
  it.each([
    [{}, true],
    [{ service: 'alpha' }, true],
    [{ service: 'beta' }, false],
    [{ status: 'ok' }, true],
    [{ status: 'failed' }, false],
    [{ status: '2xx' }, true],
    [{ status: '404' }, false],
    [{ model: 'm-1' }, true],
    [{ path: 'messages' }, true],
    [{ path: 'responses' }, false],
    [{ slow: '2000' }, false],
    [{ range: '15m' as const }, true],
    [{ text: 'anything' }, false],
  ])('%j → %s', (filter, expected) => {
    expect(matches(liveRow(live()), filter, NOW)).toBe(expected)
  })
})

describe('mergeRows', () => {
  it('takes a request from the log as soon as it is there', () => {
    const row = liveRow(live())
    const stored = { ...row, durationMs: 99 }
    expect(mergeRows([row], [stored], new Set([row.id]))).toEqual([stored])
  })

  it('shows a request once that has just ended and is still among the open ones', () => {
    const ended = liveRow(live())
    const open = liveRow(live({ status: 'STREAMING', status_code: null }))
    expect(mergeRows([ended, open], [], new Set())).toEqual([ended])
  })
})
