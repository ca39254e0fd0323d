import { describe, expect, it } from 'vitest'
import { received } from '../../../test/kit/bodies.ts'
import { identifiedOf, inForce, type RequestParts, receivedOf } from '../../../test/kit/exchange.ts'
import { alone } from '../../../test/kit/stage.ts'
import type { ReadyState } from '../../edge/readiness.ts'
import { systemDocument } from '../../store/documents/system.ts'
import { local } from './local.ts'

const asking = async (parts: RequestParts, readyState: ReadyState = 'ready') => {
  const { ask, given } = alone(local({ readyState: () => readyState }))
  const input = identifiedOf(receivedOf(parts))
  return { reply: await ask(input), given, trace: input.trace }
}

describe('a path of CLP’s own', () => {
  it.each([
    ['/health', { status: 'ok', service: 'claude' }],
    ['/ping', { message: 'pong', service: 'claude' }],
    ['/livez', { status: 'ok' }],
    ['/readyz', { ready: true, draining: false }],
  ])('is answered here: %s', async (path, value) => {
    const { reply, given, trace } = await asking({ method: 'GET', path })
    const { bytes } = await received(reply.body)
    expect(JSON.parse(bytes.toString())).toEqual(value)
    expect(reply.headers).toEqual(['content-type', 'application/json', 'content-length', String(bytes.length)])
    expect(given).toEqual([])
    expect(trace.upstream).toBe('whitelist')
  })

  it.each([
    ['starting', { ready: false, draining: false }],
    ['draining', { ready: false, draining: true }],
  ] as const)('tells balancers to go elsewhere, and orchestrators that all is well: %s', async (state, value) => {
    const ready = await asking({ path: '/readyz' }, state)
    expect(ready.reply.status).toBe(503)
    expect(JSON.parse((await received(ready.reply.body)).bytes.toString())).toEqual(value)
    expect((await asking({ path: '/livez' }, state)).reply.status).toBe(200)
  })

  it('is no picture for browsers', async () => {
    expect((await asking({ method: 'GET', path: '/favicon.ico' })).reply).toMatchObject({
      status: 204,
      body: undefined,
    })
  })

  it.each([
    [{}, true],
    [{ recordHealthChecks: true }, undefined],
  ])('leaves no record unless that is wanted: %j', async (settings, unrecorded) => {
    const values = inForce(systemDocument, settings)
    expect((await asking({ path: '/health', values })).reply.unrecorded).toBe(unrecorded)
  })
})

it.each(['/health/', '/v1/health', '/HEALTH', '/'])('any other path goes on: %s', async (path) => {
  const { given, reply } = await asking({ path })
  expect(given).toHaveLength(1)
  expect(reply.unrecorded).toBeUndefined()
})
