/** Filters and routing on real requests: compressed bodies, refusals as the client and the record see them, rules that cannot be read. */
import { describe, expect, test } from 'vitest'
import { upstream } from '../../kit/clp.ts'
import { proxyWorld } from '../../kit/proxy-world.ts'
import { exchangeRaw, requestBytes } from '../../kit/raw-client.ts'
import { encode, json } from '../../kit/replies.ts'
import { entry, type HomeDocuments } from '../../kit/temp-home.ts'

const scene = async (documents: HomeDocuments) => {
  const behind = await upstream(json({ type: 'message' }))
  const main = { main: entry(behind.url, { active: true }) }
  const world = await proxyWorld({ claude: main, codex: main, ...documents })
  const ask = (body: string | Buffer, headers: readonly string[] = [], path = '/v1/messages') => {
    const all = ['Host', 'localhost', 'Content-Length', String(Buffer.byteLength(body)), ...headers]
    return exchangeRaw(world.ports.claude, requestBytes(`POST ${path}`, all, body))
  }
  return { behind, world, ask }
}

const RULES = [{ source: 'secret-[0-9]+', op: 'replace', target: '***' }]
const BODY = '{"model":"m","messages":[{"role":"user","content":"secret-12 é"}]}'

describe('compressed requests', () => {
  test.each(['gzip', 'deflate', 'br', 'zstd'] as const)(
    '%s is decoded for a rule and sent on plain',
    async (coding) => {
      const { behind, world, ask } = await scene({ bodyFilter: RULES })
      expect((await ask(encode(coding, BODY), ['Content-Encoding', coding])).status).toBe(200)
      const seen = await behind.request(1)
      const plain = BODY.replace('secret-12', '***')
      expect((await seen.body()).toString()).toBe(plain)
      expect([seen.header('content-encoding'), seen.header('content-length')]).toEqual([
        [],
        [String(Buffer.byteLength(plain))],
      ])
      const { model, sent, request, changes } = await world.record(1)
      expect(model.asked).toBe('m')
      expect(Buffer.concat(sent?.chunks ?? []).toString()).toBe(plain)
      expect(Buffer.concat(request.chunks)).toEqual(encode(coding, BODY))
      expect(changes.map(({ by }) => by)).toEqual(['decode', 'body'])
    },
  )

  test('without a rule that reads it a compressed body goes as it came, and its model is known all the same', async () => {
    const { behind, world, ask } = await scene({ bodyFilter: [{ source: 'x', op: 'remove', services: ['codex'] }] })
    const bytes = encode('zstd', BODY)
    await ask(bytes, ['Content-Encoding', 'zstd'])
    const seen = await behind.request(1)
    expect(await seen.body()).toEqual(bytes)
    expect(seen.header('content-encoding')).toEqual(['zstd'])
    expect((await world.record(1)).model.asked).toBe('m')
  })

  test('routing decodes as well', async () => {
    const routing = { mode: 'model-mapping', modelMappings: { claude: [{ source: 'm', target: 'other' }] } }
    const { behind, ask } = await scene({ routing })
    await ask(encode('gzip', BODY), ['Content-Encoding', 'gzip'])
    expect((await (await behind.request(1)).body()).toString()).toBe(BODY.replace('"m"', '"other"'))
  })

  test.each([
    ['corrupt', 400, 'bad-request', Buffer.from('no gzip at all'), 'gzip'],
    ['broken off', 400, 'bad-request', encode('gzip', BODY).subarray(0, 30), 'gzip'],
    ['unknown', 415, 'unsupported-encoding', Buffer.from(BODY), 'compress'],
    ['too large when decoded', 413, 'body-too-large', encode('gzip', 'a'.repeat(10_000)), 'gzip'],
  ])('%s: %i %s', async (_title, status, code, body, coding) => {
    const { behind, ask } = await scene({ bodyFilter: RULES, system: { limits: { requestBodyBytes: 5000 } } })
    const response = await ask(body, ['Content-Encoding', coding])
    expect([response.status, response.header('x-clp-problem')]).toEqual([status, [code]])
    expect(behind.seen).toHaveLength(0)
  })
})

describe('a blocked request', () => {
  test('is answered in the client’s protocol with the rule, and recorded with its events', async () => {
    const rule = { id: 'no-count', path: '/v1/messages/count_tokens', action: { status: 451, message: 'Not here' } }
    const { behind, world, ask } = await scene({ endpointFilter: { rules: [rule] } })
    const response = await ask(BODY, [], '//v1/messages/count_tokens/?beta=true')
    expect(response.status).toBe(451)
    expect(JSON.parse(response.body.toString())).toMatchObject({
      type: 'error',
      error: { message: 'CLP: Not here', code: 'endpoint-blocked' },
      message: 'Not here',
      rule_id: 'no-count',
      service: 'claude',
    })
    const { outcome, upstream: channel, attempts } = await world.record(1)
    expect(outcome).toEqual({ kind: 'blocked', filter: 'endpoint', rule: 'no-count', status: 451, reason: 'Not here' })
    expect([channel, attempts, behind.seen.length]).toEqual(['blocked', [], 0])
    expect(world.events.map((event) => [event.type, 'channel' in event && event.channel])).toEqual([
      ['request_started', 'blocked'],
      ['request_streaming', 'blocked'],
      ['request_completed', 'blocked'],
    ])
  })

  test('a body rule that must not act refuses before anything leaves', async () => {
    const { behind, world, ask } = await scene({ bodyFilter: RULES })
    const body = '{"messages":[{"content":[{"type":"thinking","thinking":"secret-1","signature":"s"}]}]}'
    const response = await ask(body)
    expect([response.status, response.header('x-clp-problem')]).toEqual([400, ['content-refused']])
    expect((await world.record(1)).outcome).toMatchObject({ kind: 'blocked', filter: 'body', rule: '#1' })
    expect(behind.seen).toHaveLength(0)
  })
})

describe('rules that cannot be read', () => {
  const BROKEN = [
    ['endpointFilter', '{"rules":[{"regex":"a(b"}]}', 'endpoint_filter.json'],
    ['headerFilter', '{', 'header_filter.json'],
    ['bodyFilter', '[{"op":"remove","source":"a(?=b)"}]', 'filter.json'],
  ] as const

  test.each(BROKEN)('%s, from the first start: everything is refused with an explanation', async (key, text, file) => {
    const { behind, ask } = await scene({ [key]: text })
    const response = await ask(BODY)
    expect([response.status, response.header('x-clp-problem')]).toEqual([503, ['config-unusable']])
    expect(JSON.parse(response.body.toString()).error.message).toContain(file)
    expect(behind.seen).toHaveLength(0)
  })

  test.each(BROKEN)('%s, later: the last good rules stay in force', async (key, text) => {
    const good = {
      endpointFilter: { rules: [{ path: '/blocked' }] },
      headerFilter: { blocked_headers: ['x-drop'] },
      bodyFilter: RULES,
    }
    const { behind, world, ask } = await scene(good)
    world.write({ [key]: text })
    expect((await ask(BODY, [], '/blocked')).status).toBe(400)
    await ask(BODY, ['X-Drop', '1'])
    const seen = await behind.request(1)
    expect(seen.header('x-drop')).toEqual([])
    expect((await seen.body()).toString()).toContain('***')
  })
})
