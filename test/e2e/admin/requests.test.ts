/** What every route shares: shapes of failure, limits, content types, the description of the API, and the signs of life. */
import { expect, test } from 'vitest'
import type { ApiError } from '../../../src/contract/api/status.ts'
import { exchangeRaw } from '../../kit/raw-client.ts'
import { adminContext } from './admin-context.ts'

const errorOf = async (response: Response): Promise<ApiError['error']> => ((await response.json()) as ApiError).error

test('signs of life, for anybody', async () => {
  const { ask } = await adminContext({ auth: { enabled: true, tokens: [] } })
  for (const path of ['/health', '/ping']) expect(await (await ask(path)).json()).toEqual({ status: 'ok' })
  expect((await ask('/health', { method: 'HEAD' })).status).toBe(200)
})

test('failures have one shape, and nothing is kept by a cache', async () => {
  const { ask, send } = await adminContext()
  const unknown = await ask('/api/nothing')
  expect(unknown.status).toBe(404)
  expect(await errorOf(unknown)).toMatchObject({ code: 'not-found' })
  expect(unknown.headers.get('cache-control')).toBe('no-store')
  expect(unknown.headers.get('x-content-type-options')).toBe('nosniff')
  const wrongMethod = await send('POST', '/api/status')
  expect(wrongMethod.status).toBe(404)
  const broken = await ask('/api/daemon/stop', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{ "timeoutMs": ',
  })
  expect(broken.status).toBe(400)
  expect(await errorOf(broken)).toMatchObject({ code: 'bad-request' })
})

test('only JSON is taken', async () => {
  const { ask, stopped } = await adminContext()
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const response = await ask('/api/daemon/stop', { method: 'POST', headers: { 'content-type': type }, body: '{}' })
    expect(response.status, type).toBe(415)
  }
  expect((await ask('/api/daemon/stop', { method: 'POST', body: new Uint8Array([123, 125]) })).status).toBe(415)
  expect(stopped()).toEqual([])
})

test('a body may come in chunks, and may not be endless', async () => {
  const { uiPort, stopped } = await adminContext()
  const head = `POST /api/daemon/stop HTTP/1.1\r\nHost: 127.0.0.1:${uiPort}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
  const good = await exchangeRaw(uiPort, `${head}${chunk('{"timeou')}${chunk('tMs":5}')}0\r\n\r\n`)
  expect(good.status).toBe(200)
  expect(stopped()).toEqual([5])
  const long = await exchangeRaw(uiPort, head + chunk(' '.repeat(1024 * 1024)).repeat(17))
  expect(long.status).toBe(413)
  const said = head.replace('Transfer-Encoding: chunked', `Content-Length: ${17 * 1024 * 1024}`)
  expect((await exchangeRaw(uiPort, said)).status).toBe(413)
})

test('a write without a body needs no content type', async () => {
  const { ask } = await adminContext()
  expect((await ask('/api/refresh', { method: 'POST' })).status).toBe(200)
  expect((await ask('/api/session', { method: 'DELETE' })).status).toBe(200)
})

test('the API describes itself: every route with its answer, and the one shape of failure', async () => {
  const { get } = await adminContext()
  interface Description {
    readonly openapi: string
    readonly paths: Record<string, Record<string, { responses: Record<string, unknown>; summary: string }>>
    readonly components: { readonly schemas: Record<string, unknown> }
  }
  const description = await get<Description>('/api/openapi.json')
  expect(description.openapi).toBe('3.1.0')
  const operations = Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
  )
  expect(operations.length).toBeGreaterThan(45)
  for (const { name, operation } of operations) {
    expect(operation.responses, name).toHaveProperty('200')
    expect(operation.responses, name).toHaveProperty('default')
    expect(operation.summary, name).toBeTruthy()
  }
  expect(description.components.schemas).toHaveProperty('Error')
  expect(operations.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['get /api/status', 'put /api/routing', 'post /api/services/{service}/upstreams/probe']),
  )
})
