import { describe, expect, it } from 'vitest'
import type { LiveRequest } from '../../contract/event.ts'
import { isWanted, readerOf } from './follow-logs.ts'

const request: LiveRequest = {
  request_id: 'a',
  service: 'one',
  channel: 'work',
  method: 'POST',
  path: '/v1/messages',
  start_time: '2026-01-31T18:00:00.000Z',
  status: 'PENDING',
  status_code: null,
  duration_ms: 0,
  first_byte_ms: null,
  target_url: null,
  request_headers: {},
  model: 'm',
  session: null,
  token: null,
  attempts: 0,
  response_bytes: 0,
  usage: null,
  cost: null,
  error: null,
}
const started = { ...request, type: 'request_started', timestamp: request.start_time }
const completed = {
  type: 'request_completed',
  request_id: 'a',
  service: 'one',
  timestamp: request.start_time,
  status: 'COMPLETED',
  success: true,
  status_code: 200,
  channel: 'spare',
  duration_ms: 12,
  first_byte_ms: 3,
  attempts: 2,
  response_bytes: 5,
  model: 'm',
  usage: null,
  cost: null,
  error: null,
}

describe('following the log', () => {
  it('hands on a request when it has finished, once, as it ended', () => {
    const shown: LiveRequest[] = []
    const read = readerOf((one) => shown.push(one))
    read(JSON.stringify({ type: 'snapshot', seq: 1, open: [], recent: [{ ...request, request_id: 'old' }] }))
    read(JSON.stringify({ type: 'ping' }))
    read(JSON.stringify({ ...started, seq: 2 }))
    expect(shown).toEqual([])
    read(JSON.stringify({ ...completed, seq: 3 }))
    read(JSON.stringify({ type: 'config_changed', timestamp: '', document: 'x', version: 'y', seq: 4 }))
    expect(shown).toMatchObject([{ request_id: 'a', channel: 'spare', status_code: 200, attempts: 2 }])
  })

  it('knows requests that ran before it looked', () => {
    const shown: LiveRequest[] = []
    const read = readerOf((one) => shown.push(one))
    read(Buffer.from(JSON.stringify({ type: 'snapshot', seq: 1, open: [request], recent: [] })))
    read(JSON.stringify({ ...completed, seq: 2 }))
    expect(shown).toMatchObject([{ request_id: 'a' }])
  })

  const done: LiveRequest = { ...request, status: 'FAILED', status_code: 429 }
  it.each([
    [{}, true],
    [{ service: 'one', upstream: 'work', model: 'm', path: 'messages' }, true],
    [{ service: 'two' }, false],
    [{ upstream: 'spare' }, false],
    [{ path: '/other' }, false],
    [{ token: 'laptop' }, false],
    [{ status: '429' }, true],
    [{ status: '4xx' }, true],
    [{ status: '5xx' }, false],
    [{ status: 'failed' }, true],
    [{ status: 'ok' }, false],
  ])('shows it for %j: %s', (options, wanted) => {
    expect(isWanted(done, options)).toBe(wanted)
  })
})
