/** Balances through API and command line: asked when somebody looks, unknown is no number, and no credential in any answer. */
import { expect, test } from 'vitest'
import type { BalanceView } from '../../../src/contract/api/balances.ts'
import { upstream } from '../../kit/clp.ts'
import { entry } from '../../kit/temp-home.ts'
import { adminContext } from './admin-context.ts'

const KEY = 'sk-secret-key-of-the-relay'
const JSON_TYPE = ['content-type', 'application/json']

test('what a relay says is shown with its time; a failure keeps it; nothing else is asked', async () => {
  const relay = await upstream((_request, reply) => {
    reply.head(200, JSON_TYPE)
    reply.end(JSON.stringify({ data: { total_available: 2_500_000 } }))
  })
  const silent = await upstream()
  const context = await adminContext({
    claude: {
      relay: entry(`${relay.url}/v1`, { auth_token: KEY, balance: { kind: 'new-api', low: 10 } }),
      silent: entry(silent.url),
    },
  })
  const ask = async (path: string, init?: RequestInit) => {
    const text = await (await context.ask(path, init)).text()
    expect(text).not.toContain(KEY)
    return JSON.parse(text) as { readonly balances: readonly BalanceView[] }
  }
  const about = { service: 'claude', upstream: 'relay' }
  const [first] = (await ask('/api/balances')).balances
  expect(first).toMatchObject({ ...about, state: 'never', value: null, lastValue: null, seenAt: null, asking: true })
  const told = { value: '5', lastValue: '5', currency: 'USD', low: true, seenAt: context.clock.now() }
  expect((await ask('/api/balances?wait=1')).balances).toMatchObject([{ ...about, state: 'ok', ...told }])
  relay.always((_request, reply) => {
    reply.head(401, JSON_TYPE)
    reply.end(`{"error":"key ${KEY} is not valid"}`)
  })
  context.clock.advance(60_000)
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(about) }
  expect((await ask('/api/balances/refresh', init)).balances).toMatchObject([
    { ...about, state: 'refused', value: null, lastValue: '5', seenAt: told.seenAt, status: 401 },
  ])
  expect(relay.seen.map(({ url }) => url)).toEqual(['/api/usage/token', '/api/usage/token'])
  expect(silent.seen).toHaveLength(0)
  const { notices } = await context.get<{ readonly notices: readonly { readonly code: string }[] }>('/api/status')
  expect(notices.map(({ code }) => code)).toContain('balance-low')
})
