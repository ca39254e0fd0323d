/** Health, resets and the try-it panels through the API, over the code that decides about real requests. */
import { expect, onTestFinished, test } from 'vitest'
import type { FilterTryAnswer, RouteTryAnswer } from '../../../src/contract/api/documents.ts'
import type { Status } from '../../../src/contract/api/status.ts'
import type { HealthStateView, SwitchList, UpstreamList } from '../../../src/contract/api/upstreams.ts'
import { startFakeUpstream } from '../../kit/fake-upstream.ts'
import { adminContext } from './admin-context.ts'

test('failures are shown with their notices, and forgotten on request', async () => {
  const bad = await startFakeUpstream((_, reply) => {
    reply.head(500, ['content-type', 'text/plain'])
    reply.end('no')
  })
  const good = await startFakeUpstream((_, reply) => {
    reply.head(200, ['content-type', 'application/json'])
    reply.end('{"type":"message","content":[]}')
  })
  onTestFinished(() => Promise.all([bad.close(), good.close()]).then(() => undefined))
  const { get, send, claudeUrl } = await adminContext({
    claude: { first: { base_url: bad.url, weight: 2 }, second: { base_url: good.url, weight: 1 } },
    balancing: { mode: 'weight-based', options: { failureThreshold: 1 } },
  })
  const answer = await fetch(`${claudeUrl}/v1/messages`, { method: 'POST', body: '{"model":"m"}' })
  expect(answer.status).toBe(200)
  await answer.text()

  const health = await get<HealthStateView>('/api/health-state')
  const claude = health.services.find(({ service }) => service === 'claude')
  expect(claude).toMatchObject({ threshold: 1, upstreams: [{ state: 'ejected', failures: 1 }, { state: 'healthy' }] })
  const status = await get<Status>('/api/status')
  expect(status.services[0]).toMatchObject({
    state: 'degraded',
    upstreams: { total: 2, enabled: 2, available: 1, ejected: 1, paused: 0 },
    problems: [
      { code: 'upstream-ejected', params: { service: 'claude', upstream: 'first' }, fix: { kind: 'balancing' } },
    ],
  })
  const { items } = await get<SwitchList>('/api/switches')
  expect(items.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['lb_switch', 'health_changed']))
  const { upstreams } = await get<UpstreamList>('/api/services/claude/upstreams')
  expect(upstreams.map(({ share }) => share.configured)).toEqual([1, 0])

  expect((await send('POST', '/api/services/claude/reset', { upstream: 'ghost' })).status).toBe(404)
  const reset = (await (
    await send('POST', '/api/services/claude/reset', { upstream: 'first' })
  ).json()) as HealthStateView
  expect(reset.services[0]?.upstreams[0]).toMatchObject({ state: 'healthy', failures: 0 })
  expect((await get<Status>('/api/status')).services[0]?.state).toBe('ready')
})

test('a paused upstream is no candidate, and the share follows the policy', async () => {
  const { get, send, clock } = await adminContext({
    claude: { a: { base_url: 'https://a.example', weight: 3 }, b: { base_url: 'https://b.example', weight: 1 } },
    balancing: { mode: 'weighted-random' },
  })
  await send('POST', '/api/services/claude/upstreams/a/pause', { until: clock.now() + 1000 })
  const paused = await get<Status>('/api/status')
  expect(paused.services[0]).toMatchObject({ state: 'degraded', upstreams: { available: 1, paused: 1 } })
  clock.advance(1001)
  const later = await get<Status>('/api/status')
  expect(later.services[0]).toMatchObject({ state: 'ready', upstreams: { available: 2, paused: 0 } })
  const { upstreams } = await get<UpstreamList>('/api/services/claude/upstreams')
  expect(upstreams.map(({ share }) => share)).toEqual([
    { configured: 0.75, actual: null, requests: 0 },
    { configured: 0.25, actual: null, requests: 0 },
  ])
})

test('routing is tried with the rules in force and with a draft', async () => {
  const { send } = await adminContext({
    claude: { main: { base_url: 'https://a.example', active: true }, fast: { base_url: 'https://b.example' } },
    routing: { mode: 'model-mapping', modelMappings: { claude: [{ source: 'claude-haiku-*', target: 'small' }] } },
  })
  const tried = async (body: unknown) => (await (await send('POST', '/api/routing/try', body)).json()) as RouteTryAnswer
  expect(await tried({ service: 'claude', model: 'claude-haiku-4' })).toMatchObject({
    asked: 'claude-haiku-4',
    pinned: null,
    candidates: [{ upstream: 'main', model: 'small' }],
  })
  const draft = { mode: 'config-mapping', configMappings: { claude: [{ model: 'claude-haiku-4', config: 'fast' }] } }
  expect(await tried({ service: 'claude', model: 'claude-haiku-4', draft })).toMatchObject({
    pinned: { upstream: 'fast' },
    candidates: [{ upstream: 'fast', model: 'claude-haiku-4' }],
  })
  expect((await send('POST', '/api/routing/try', { service: 'gemini', model: 'm' })).status).toBe(404)
  expect((await send('POST', '/api/routing/try', { service: 'claude', model: '' })).status).toBe(400)
})

test('filters are tried, and say what each rule does', async () => {
  const { send } = await adminContext({
    endpointFilter: { enabled: true, rules: [{ id: 'no-x', path: '/x' }] },
    bodyFilter: [{ source: 'secret', target: 'public', op: 'replace' }],
  })
  const tried = async (body: unknown) => {
    const response = await send('POST', '/api/filters/try', body)
    expect(response.status).toBe(200)
    return (await response.json()) as FilterTryAnswer
  }
  const blocked = await tried({ service: 'claude', path: '/x' })
  expect(blocked.blocked).toMatchObject({ filter: 'endpoint', rule: expect.stringContaining('no-x'), status: 400 })
  const passed = await tried({
    service: 'claude',
    path: '/v1/messages',
    headers: ['X-Real-IP', '1.2.3.4', 'accept', '*/*'],
    body: '{"text":"a secret"}',
  })
  expect(passed.blocked).toBeNull()
  expect(passed.headers).toEqual(['accept', '*/*'])
  expect(passed.body).toBe('{"text":"a public"}')
  const step = passed.steps.find(({ effect }) => effect === 'replace')
  expect(step?.hits).toEqual([{ start: 11, end: 17 }])
  const bad = await send('POST', '/api/filters/try', {
    service: 'claude',
    path: '/',
    draft: { endpoint: { rules: [{ regex: '(' }] } },
  })
  expect(bad.status).toBe(422)
})
