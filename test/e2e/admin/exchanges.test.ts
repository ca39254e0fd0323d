/** Log and usage through the API, over real traffic and the real database. */
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import type { ExchangeDetail, ExchangeFacets, ExchangePage, UsageAnswer } from '../../../src/contract/api/exchanges.ts'
import type { Status } from '../../../src/contract/api/status.ts'
import { startFakeUpstream } from '../../kit/fake-upstream.ts'
import { type AdminContext, adminContext } from './admin-context.ts'

const ANSWER = '{"usage":{"input_tokens":3,"output_tokens":4},"content":[{"type":"text","text":"<script>hi</script>"}]}'

const traffic = async (): Promise<AdminContext & { readonly post: (body: string) => Promise<void> }> => {
  const upstream = await startFakeUpstream(async (request, reply) => {
    if ((await request.body()).includes('fail')) {
      reply.head(400, ['content-type', 'application/json'])
      reply.end('{"error":{"message":"bad"}}')
      return
    }
    reply.head(200, ['content-type', 'application/json', 'content-encoding', 'gzip'])
    reply.end(gzipSync(ANSWER))
  })
  onTestFinished(upstream.close)
  const there = await adminContext({
    claude: { prod: { base_url: upstream.url, auth_token: 'sk-seeded-secret-1234' } },
  })
  const post = async (body: string) => {
    const headers = { 'content-type': 'application/json', 'x-api-key': 'sk-client-secret-5678' }
    await (await fetch(`${there.claudeUrl}/v1/messages?beta=true`, { method: 'POST', headers, body })).text()
  }
  return { ...there, post }
}

const recorded = async ({ get }: AdminContext, count: number): Promise<ExchangePage['items']> => {
  const read = async () => (await get<ExchangePage>('/api/exchanges?limit=500')).items
  await expect.poll(async () => (await read()).length).toBe(count)
  return read()
}

test('the list is paged, filtered and searched', async () => {
  const there = await traffic()
  for (let index = 1; index <= 5; index += 1) await there.post(`{"model":"m${index % 2}","note":"word${index}"}`)
  await there.post('{"model":"m1","note":"fail"}')
  await recorded(there, 6)
  const page = await there.get<ExchangePage>('/api/exchanges?limit=4')
  expect(page.items).toHaveLength(4)
  const rest = await there.get<ExchangePage>(`/api/exchanges?limit=4&cursor=${encodeURIComponent(page.next ?? '')}`)
  expect(rest.items).toHaveLength(2)
  expect(rest.next).toBeNull()
  const count = async (filter: string) => (await there.get<ExchangePage>(`/api/exchanges?${filter}`)).items.length
  expect(await count('status=4xx')).toBe(1)
  expect(await count('status=ok&model=m1')).toBe(3)
  expect(await count('text=word3')).toBe(1)
  expect(await count('upstream=ghost')).toBe(0)
  expect(await count(`since=${there.clock.now() + 1}`)).toBe(0)
  for (const bad of ['status=many', 'limit=0', 'limit=501', 'since=yesterday']) {
    expect((await there.ask(`/api/exchanges?${bad}`)).status, bad).toBe(400)
  }
})

test('one request shows its headers without credentials, and its bodies raw and decoded', async () => {
  const there = await traffic()
  await there.post('{"model":"m1"}')
  const [item] = await recorded(there, 1)
  const path = `/api/exchanges/${item?.id}`
  const detail = await there.get<ExchangeDetail>(path)
  expect(JSON.stringify(detail)).not.toMatch(/seeded-secret|client-secret/)
  expect(detail).toMatchObject({ service: 'claude', query: 'beta=true', status: 200, usage: { total: 7 } })
  expect(detail.bodies.response).toMatchObject({ truncated: false })
  expect(detail.bodies.sent).toBeNull()
  const raw = await there.ask(`${path}/body/response`)
  expect(raw.headers.get('x-clp-content-encoding')).toBe('gzip')
  expect(raw.headers.get('content-disposition')).toMatch(/^attachment/)
  expect(Buffer.from(await raw.arrayBuffer())).toEqual(gzipSync(ANSWER))
  const decoded = await there.ask(`${path}/body/response?decoded=1`)
  expect(decoded.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(decoded.headers.get('content-security-policy')).toContain('sandbox')
  expect(await decoded.text()).toBe(ANSWER)
  expect((await there.ask('/api/exchanges/ghost')).status).toBe(404)
  expect(await (await there.ask(`${path}/body/sent`)).text()).toBe('{"model":"m1"}')
  expect((await there.ask(`${path}/body/other`)).status).toBe(400)
})

test('a large body is kept whole, as it came and as a rule left it, and arrives', async () => {
  let arrived = ''
  const upstream = await startFakeUpstream(async (request, reply) => {
    arrived = (await request.body()).toString()
    reply.head(200, ['content-type', 'application/json'])
    reply.end(ANSWER)
  })
  onTestFinished(upstream.close)
  const there = await adminContext({
    claude: { prod: { base_url: upstream.url, auth_token: 'sk-seeded-secret-1234' } },
    bodyFilter: [{ source: 'needle', op: 'replace', target: 'thread' }],
  })
  const text = Array.from(
    { length: 30_000 },
    (_, line) => `${line} ${line % 10_000 === 5000 ? 'needle' : 'hay'} \u6f22`,
  ).join(' ')
  const sent = [1, 2, 3].map((number) => JSON.stringify({ model: `m${number}`, text }))
  for (const body of sent) {
    const headers = { 'content-type': 'application/json' }
    await (await fetch(`${there.claudeUrl}/v1/messages`, { method: 'POST', headers, body })).text()
    expect(arrived === body.replaceAll('needle', 'thread')).toBe(true)
  }
  const items = await recorded(there, 3)
  for (const [index, { id }] of [...items].reverse().entries()) {
    const kept = async (kind: string) => await (await there.ask(`/api/exchanges/${id}/body/${kind}`)).text()
    expect((await kept('request')) === sent[index]).toBe(true)
    expect((await kept('sent')) === sent[index]?.replaceAll('needle', 'thread')).toBe(true)
  }
})

test('the log is exported as lines and as an archive, all of it or some', async () => {
  const there = await traffic()
  for (let index = 0; index < 3; index += 1) await there.post(`{"model":"m","n":${index}}`)
  await recorded(there, 3)
  const lines = (await (await there.ask('/api/exchanges/export?format=jsonl')).text()).trimEnd().split('\n')
  expect(lines).toHaveLength(3)
  const line = JSON.parse(lines[0] ?? '') as { original_body: string; status_code: number }
  expect(Buffer.from(line.original_body, 'base64').toString()).toBe('{"model":"m","n":2}')
  const archive = (await (await there.ask('/api/exchanges/export?format=har&limit=2')).json()) as {
    log: { version: string; entries: object[] }
  }
  expect(archive.log.version).toBe('1.2')
  expect(archive.log.entries).toHaveLength(2)
  expect((await there.ask('/api/exchanges/export')).status).toBe(400)
})

test('clearing the log leaves the totals, clearing the totals leaves the log', async () => {
  const there = await traffic()
  for (let index = 0; index < 3; index += 1) await there.post('{"model":"m"}')
  const items = await recorded(there, 3)
  const total = async () => (await there.get<UsageAnswer>('/api/usage')).total
  const before = await total()
  expect(before).toMatchObject({ requests: 3, failures: 0, usage: { input: 9, output: 12 } })
  const one = await there.send('DELETE', '/api/exchanges', { ids: [items[0]?.id] })
  expect(await one.json()).toEqual({ ok: true, removed: 1 })
  const all = await there.send('DELETE', '/api/exchanges', {})
  expect(await all.json()).toEqual({ ok: true, removed: 2 })
  expect(await total()).toEqual(before)
  await there.post('{"model":"m"}')
  await recorded(there, 1)
  expect((await there.send('DELETE', '/api/usage')).status).toBe(200)
  expect((await total()).requests).toBe(0)
  expect((await there.get<ExchangePage>('/api/exchanges')).items).toHaveLength(1)
})

test('usage is grouped as asked, in JSON and as a table', async () => {
  const there = await traffic()
  await there.post('{"model":"=evil,\\"x\\""}')
  await there.post('{"model":"m"}')
  await there.post('{"model":"m","fail":1}')
  await recorded(there, 3)
  const usage = await there.get<UsageAnswer>('/api/usage?by=day,model&zone=UTC')
  expect(usage.by).toEqual(['day', 'model'])
  expect(usage.rows).toContainEqual(
    expect.objectContaining({ key: { day: '2026-01-01', model: 'm' }, requests: 2, failures: 1 }),
  )
  const csv = await (await there.ask('/api/usage.csv?by=model')).text()
  expect(csv.split('\r\n')[0]).toBe(
    'model,requests,failures,side,sideFailures,input,cacheCreate,cacheCreate5m,cacheCreate1h,cacheRead,output,reasoning,total,uncachedInput,cost_usd,unpriced,floors',
  )
  expect(csv).toContain(`"'=evil,""x""",1,0,0,0,3,`)
  expect((await there.ask('/api/usage?by=colour')).status).toBe(400)
  expect((await there.ask('/api/usage?zone=Mars/Base')).status).toBe(400)
  const facets = await there.get<ExchangeFacets>('/api/exchanges/facets')
  expect(facets).toMatchObject({ services: ['claude'], upstreams: ['prod'], tokens: [] })
  expect(facets.models[0]).toBe('m')
})

test('the status counts the last hour by the minute, and today', async () => {
  const there = await traffic()
  await there.post('{"model":"m"}')
  there.clock.advance(120_000)
  await there.post('{"model":"m"}')
  await there.post('{"model":"m","fail":1}')
  await recorded(there, 3)
  const status = await there.get<Status>('/api/status')
  const claude = status.services.find(({ id }) => id === 'claude')
  expect(claude?.minutes).toHaveLength(60)
  expect(claude?.minutes.at(-1)).toMatchObject({ requests: 2, failures: 1 })
  expect(claude?.minutes.at(-3)).toMatchObject({ requests: 1, failures: 0 })
  expect(claude).toMatchObject({ running: true, state: 'ready', active: 'prod', openRequests: 0 })
  expect(claude?.successRate).toBeCloseTo(2 / 3)
  expect(status.today).toMatchObject({ requests: 3, failures: 1 })
  expect(status.services.find(({ id }) => id === 'codex')).toMatchObject({ state: 'empty', active: null })
  expect(status.notices.map(({ code }) => code)).toContain('no-upstream')
  expect(status).toMatchObject({ instance: 'this-run', pid: process.pid })
})
