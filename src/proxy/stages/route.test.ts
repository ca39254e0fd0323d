import { describe, expect, it } from 'vitest'
import { inForce, type RequestParts, requestOf, upstreamOf } from '../../../test/kit/exchange.ts'
import { memoryDeps } from '../../../test/kit/proxy-deps.ts'
import { encode } from '../../../test/kit/replies.ts'
import { alone } from '../../../test/kit/stage.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import { gemini } from '../services/gemini.ts'
import { route } from './route.ts'

const pinned = (...rules: readonly object[]) =>
  inForce(routingDocument, { mode: 'config-mapping', configMappings: { claude: rules, gemini: rules } })
const POOL = [upstreamOf('one'), upstreamOf('two')]

const routed = async (parts: RequestParts) => {
  const { deps, log } = memoryDeps()
  const { ask, given } = alone(route(deps))
  const request = requestOf({ pool: POOL, ...parts })
  await ask(request)
  return { out: given[0], request, log }
}

describe('a request', () => {
  it('is pinned nowhere without a rule, and goes on with the very same body', async () => {
    const { out, request } = await routed({})
    expect(out?.pinned).toBeUndefined()
    expect(out?.body).toBe(request.body)
  })

  it('is pinned to the upstream that the rule for its model names', async () => {
    const values = pinned({ model: 'm', config: 'two', fallback: true })
    expect((await routed({ values })).out?.pinned).toEqual({ upstream: 'two', fallback: true })
  })

  it('is pinned nowhere when no rule is for its model', async () => {
    expect((await routed({ values: pinned({ model: 'other', config: 'two' }) })).out?.pinned).toBeUndefined()
  })

  it('passes by a rule whose upstream is gone, and the log says so', async () => {
    const values = pinned({ model: 'm', config: 'gone' }, { model: 'm', config: 'two' })
    const { out, log } = await routed({ values })
    expect(out?.pinned).toEqual({ upstream: 'two', fallback: false })
    expect(log).toEqual([expect.stringContaining('"m" to "gone"')])
  })

  it('is told once for each version of the rules, not with each request', async () => {
    const { deps, log } = memoryDeps()
    const { ask } = alone(route(deps))
    const values = pinned({ model: 'm', config: 'gone' })
    for (let n = 0; n < 3; n += 1) await ask(requestOf({ pool: POOL, values }))
    expect(log).toHaveLength(1)
    await ask(requestOf({ pool: POOL, values: pinned({ model: 'm', config: 'gone' }) }))
    expect(log).toHaveLength(2)
  })

  it('is decoded for the rules, and goes on plain', async () => {
    const headers = ['content-encoding', 'gzip', 'x-other', '1']
    const values = pinned({ model: 'm', config: 'two' })
    const { out, request } = await routed({ values, headers, body: encode('gzip', '{"model":"m"}') })
    expect(out?.pinned?.upstream).toBe('two')
    expect(out?.body.joined().toString()).toBe('{"model":"m"}')
    expect(out?.head.headers).toEqual(['x-other', '1'])
    expect(request.trace.changes).toMatchObject([{ by: 'decode', rule: 'gzip', target: 'body' }])
  })

  it('stays compressed when no rule wants to know its model', async () => {
    const headers = ['content-encoding', 'gzip']
    const { out, request } = await routed({ headers, body: encode('gzip', '{"model":"m"}') })
    expect(out?.body).toBe(request.body)
    expect(out?.head.headers).toEqual(headers)
  })

  it('is known by the model in the middle of a large body, from where a glance could not see it', async () => {
    const filler = JSON.stringify('x'.repeat(500_000))
    const body = `{"a":${filler},"model":"m","b":${filler}}`
    const values = pinned({ model: 'm', config: 'two' })
    const { out, request } = await routed({ values, body, asked: { model: undefined } })
    expect(out?.pinned?.upstream).toBe('two')
    expect(out?.asked.model).toBe('m')
    expect(request.trace.asked?.model).toBe('m')
  })

  it('is known by the model in its path where that names it', async () => {
    const path = '/v1beta/models/m:generateContent'
    const values = pinned({ model: 'm', config: 'two' })
    const { out } = await routed({ service: gemini, values, path, body: '{"model":"other"}' })
    expect(out?.pinned?.upstream).toBe('two')
  })
})
