/** What upstreams say of their limits: read from every answer, kept by its own upstream, shown by API and command line alike. */
import { expect, test } from 'vitest'
import type { MeterView } from '../../../src/contract/api/meters.ts'
import { upstream } from '../../kit/clp.ts'
import { entry } from '../../kit/temp-home.ts'
import { adminContext } from './admin-context.ts'

const JSON_TYPE = ['content-type', 'application/json']

const metersOf = async ({ get }: Awaited<ReturnType<typeof adminContext>>) =>
  (await get<{ readonly meters: readonly MeterView[] }>('/api/meters')).meters

test('every attempt feeds its own upstream, also a refusal and a request that is no question', async () => {
  const inSeconds = String(1_900_000_000)
  const first = await upstream((_request, reply) => {
    reply.head(429, [
      ...JSON_TYPE,
      ...['anthropic-ratelimit-unified-5h-utilization', '1'],
      ...['anthropic-ratelimit-unified-5h-status', 'rejected'],
      ...['anthropic-ratelimit-unified-5h-reset', inSeconds],
    ])
    reply.end('{"type":"error"}')
  })
  const second = await upstream(({ url }, reply) => {
    const used = url.includes('count_tokens') ? '0.5' : '0.25'
    reply.head(200, [...JSON_TYPE, 'anthropic-ratelimit-unified-7d-utilization', used])
    reply.end('{"type":"message","content":[]}')
  })
  const context = await adminContext({
    claude: { first: entry(first.url, { weight: 9 }), second: entry(second.url) },
    balancing: { mode: 'weight-based' },
  })
  const send = (path: string) =>
    fetch(`${context.claudeUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"model":"m","messages":[]}',
    }).then((response) => response.text())
  await send('/v1/messages')
  expect(await metersOf(context)).toMatchObject([
    { service: 'claude', upstream: 'first', window: '5h', used: 1, status: 'rejected', resetsAt: 1_900_000_000_000 },
    { service: 'claude', upstream: 'second', window: '7d', used: 0.25, status: null, resetsAt: null },
  ])
  await send('/v1/messages/count_tokens')
  expect((await metersOf(context)).at(-1)).toMatchObject({ upstream: 'second', used: 0.5 })
  context.clock.advance(1_900_000_000_000 - context.clock.now())
  expect((await metersOf(context))[0]).toMatchObject({ upstream: 'first', used: null, status: null })
})
