/** Budgets in the whole chain: who is refused, in which words, and where requests go instead. */
import { describe, expect, it } from 'vitest'
import { budgetedProxy as chain, day, headersOf, jsonOf, MIDNIGHT } from '../../../test/kit/budgeted-proxy.ts'
import { upstreamOf } from '../../../test/kit/exchange.ts'
import { codex } from '../services/codex.ts'
import { gemini } from '../services/gemini.ts'

const SENTENCE = 'token "laptop" has used its day budget: $5.02 of $5.00; it starts again 2026-12-01 00:00 (UTC)'
const OVER = [{ nano: 5_020_000_000n }]

describe('over budget', () => {
  it('tells clients of Messages in the form in which Claude Code shows the sentence once and stops', async () => {
    const { ask, records, wire } = await chain({ budgets: [{ ...day, note: 'Ask Li for more' }] }, OVER)
    const reply = await ask({ body: '{"model":"claude-opus-4-1"}' })
    expect(reply.status).toBe(429)
    const { 'x-clp-request-id': id, ...headers } = headersOf(reply)
    expect(headers).toEqual({
      'content-type': 'application/json',
      'content-length': expect.any(String),
      'x-clp-problem': 'budget-exceeded',
      'x-should-retry': 'false',
      'retry-after': '43200',
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': MIDNIGHT,
      'anthropic-ratelimit-unified-overage-reset': MIDNIGHT,
      'anthropic-ratelimit-unified-overage-utilization': '1',
      'anthropic-ratelimit-unified-overage-surpassed-threshold': '1',
      'anthropic-ratelimit-unified-overage-period': 'daily',
      'anthropic-ratelimit-unified-overage-disabled-reason': 'org_spend_cap_reached',
    })
    expect(await jsonOf(reply)).toEqual({
      type: 'error',
      error: { type: 'billing_error', message: `CLP: ${SENTENCE}. Ask Li for more`, code: 'budget-exceeded' },
      request_id: id,
    })
    // Not one attempt, and no entry in the totals; the log says why.
    expect(wire.sent).toEqual([])
    expect(records).toMatchObject([
      {
        attempts: [],
        token: 'laptop',
        outcome: { kind: 'failed', code: 'budget-exceeded', status: 429, why: { code: 'budget-used' } },
      },
    ])
    expect(records[0]?.upstream).toBeUndefined()
  })

  it('tells clients of Responses the type, the time and, in the only place that Codex shows, the sentence in ASCII', async () => {
    const { ask } = await chain({ service: codex, budgets: [{ ...day, note: '请找李' }] }, OVER)
    const reply = await ask({ path: '/v1/responses', body: '{"model":"gpt-5"}' })
    const headers = headersOf(reply)
    expect([reply.status, headers['retry-after'], headers['x-codex-promo-message']]).toEqual([429, '43200', SENTENCE])
    expect(Object.keys(headers).filter((name) => name.startsWith('x-codex-primary'))).toEqual([])
    expect(await jsonOf(reply)).toEqual({
      error: {
        type: 'usage_limit_reached',
        message: `CLP: ${SENTENCE}. 请找李`,
        code: 'budget-exceeded',
        resets_at: Number(MIDNIGHT),
        resets_in_seconds: 43_200,
      },
    })
  })

  it('tells clients of Chat the same, without headers that only Codex reads', async () => {
    const { ask } = await chain({ service: codex, budgets: [day] }, OVER)
    const reply = await ask({ path: '/v1/chat/completions', body: '{"model":"gpt-5"}' })
    expect(headersOf(reply)['x-codex-promo-message']).toBeUndefined()
    expect([reply.status, headersOf(reply)['retry-after']]).toEqual([429, '43200'])
    expect(await jsonOf(reply)).toMatchObject({ error: { type: 'usage_limit_reached', message: `CLP: ${SENTENCE}` } })
  })

  it('tells clients of Gemini of a quota by the day and when to come back, so that they ask once', async () => {
    const { ask } = await chain({ service: gemini, budgets: [day] }, OVER)
    const reply = await ask({ path: '/v1beta/models/gemini-2.5-pro:generateContent', body: '{"contents":[]}' })
    expect(await jsonOf(reply)).toEqual({
      error: {
        code: 429,
        status: 'RESOURCE_EXHAUSTED',
        message: `CLP: ${SENTENCE}`,
        details: [
          { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'budget-exceeded', domain: 'clp' },
          {
            '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
            violations: [
              { subject: 'clp', description: `CLP: ${SENTENCE}`, quotaId: expect.stringContaining('PerDay') },
            ],
          },
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '43200s' },
          { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId: expect.any(String) },
        ],
      },
    })
  })

  it('names no time where it never starts again', async () => {
    const { ask } = await chain({ budgets: [{ ...day, period: 'total' }] }, OVER)
    const reply = await ask({ body: '{"model":"m"}' })
    const headers = headersOf(reply)
    expect([headers['retry-after'], headers['anthropic-ratelimit-unified-reset'], headers['x-should-retry']]).toEqual([
      undefined,
      undefined,
      'false',
    ])
    expect(await jsonOf(reply)).toMatchObject({
      error: { message: expect.stringContaining('does not start again by itself') },
    })
  })

  it('names the budget that keeps the client away longest', async () => {
    const { ask } = await chain({ budgets: [day, { ...day, id: 'week', period: 'week' }] }, OVER)
    expect(await jsonOf(await ask({ body: '{"model":"m"}' }))).toMatchObject({
      error: { message: expect.stringContaining('week budget') },
    })
  })

  it('lets pass what never costs anything', async () => {
    const { ask } = await chain({ budgets: [day], answers: 3 }, OVER)
    expect((await ask({ path: '/v1/messages/count_tokens' })).status).toBe(200)
    expect((await ask({ method: 'GET', path: '/v1/models' })).status).toBe(200)
    expect((await ask({ method: 'HEAD', path: '/' })).status).toBe(200)
    expect((await ask({ method: 'GET', path: '/health' })).status).toBe(200)
  })

  it('refuses while no budget was ever readable, but not what is free', async () => {
    const { ask } = await chain({ budgets: [], unusable: ['budgets'] })
    expect((await ask({ body: '{"model":"m"}' })).status).toBe(503)
    expect((await ask({ path: '/v1/messages/count_tokens' })).status).toBe(200)
  })
})

describe('a budget about the model', () => {
  const opus = { ...day, id: 'opus', model: 'claude-opus-*' }
  const spent = [{ nano: 5_020_000_000n, model: 'claude-opus-4-1' }]

  it('holds for that model alone, and cannot be passed by naming it twice', async () => {
    const { ask } = await chain({ budgets: [opus] }, spent)
    expect((await ask({ body: '{"model":"claude-opus-4-1-20250805"}' })).status).toBe(429)
    expect((await ask({ body: '{"model":"claude-haiku-4-5","model":"claude-opus-4-1"}' })).status).toBe(429)
    expect((await ask({ body: '{"model":"claude-haiku-4-5"}' })).status).toBe(200)
  })

  it('sees what model mapping makes of it', async () => {
    const mapped = (source: string, target: string) => ({
      mode: 'model-mapping',
      modelMappings: { claude: [{ source, target }] },
    })
    const away = await chain({ budgets: [opus], routing: mapped('claude-opus-4-1', 'glm-5') }, spent)
    expect((await away.ask({ body: '{"model":"claude-opus-4-1"}' })).status).toBe(200)
    const here = await chain({ budgets: [opus], routing: mapped('fast', 'claude-opus-4-1') }, spent)
    expect((await here.ask({ body: '{"model":"fast"}' })).status).toBe(429)
  })

  it('may send it to another upstream', async () => {
    const pool = [upstreamOf('dear', { weight: 2 }), upstreamOf('cheap', { weight: 1 })]
    const { ask, wire } = await chain({ pool, budgets: [{ ...opus, action: { upstream: 'cheap' } }] }, spent)
    expect((await ask({ body: '{"model":"claude-opus-4-1"}' })).status).toBe(200)
    expect(wire.sent[0]?.url.host).toBe('cheap.test')
  })

  it('may have another model asked for, as long as that has a budget of its own left', async () => {
    const instead = { ...opus, action: { model: 'claude-haiku-4-5' } }
    const { ask, wire, records } = await chain({ budgets: [instead] }, spent)
    expect((await ask({ body: '{"model":"claude-opus-4-1","x":1}' })).status).toBe(200)
    expect(Buffer.concat(wire.sent[0]?.body.chunks ?? []).toString()).toBe('{"model":"claude-haiku-4-5","x":1}')
    expect(records).toEqual([])
    const none = { ...day, id: 'haiku', model: 'claude-haiku-*', amount: 0 }
    const full = await chain({ budgets: [instead, none] }, spent)
    expect((await full.ask({ body: '{"model":"claude-opus-4-1"}' })).status).toBe(429)
  })
})

describe('a budget about an upstream', () => {
  const pool = [upstreamOf('dear', { weight: 2, active: true }), upstreamOf('cheap', { weight: 1 })]
  const dear = { ...day, id: 'dear', upstream: 'dear' }
  const spent = [{ nano: 5_020_000_000n, upstream: 'dear' }]

  it('has it passed over, and answers where nobody else is left', async () => {
    const { ask, wire } = await chain({ pool, budgets: [dear] }, spent)
    expect((await ask({ body: '{"model":"m"}' })).status).toBe(200)
    expect(wire.sent[0]?.url.host).toBe('cheap.test')
    const alone = await chain({ pool: pool.slice(0, 1), budgets: [dear] }, spent)
    const reply = await alone.ask({ body: '{"model":"m"}' })
    expect(reply.status).toBe(429)
    expect(await jsonOf(reply)).toMatchObject({ error: { message: expect.stringContaining('upstream "dear"') } })
    expect(alone.events.filter(({ type }) => type === 'lb_reset')).toEqual([])
  })

  it('may name the one that is asked instead', async () => {
    const { ask, wire } = await chain(
      { pool, budgets: [{ ...dear, action: { upstream: 'cheap' } }], balancing: { mode: 'active-first' } },
      spent,
    )
    await ask({ body: '{"model":"m"}' })
    expect(wire.sent.map(({ url }) => url.host)).toEqual(['cheap.test'])
  })

  it('of the token may send everything elsewhere, unless nothing is left there either', async () => {
    const away = { ...day, action: { upstream: 'cheap' } }
    const { ask, wire } = await chain({ pool, budgets: [away] }, OVER)
    expect((await ask({ body: '{"model":"m"}' })).status).toBe(200)
    expect(wire.sent[0]?.url.host).toBe('cheap.test')
    const full = await chain({ pool, budgets: [away, { ...day, id: 'cheap', upstream: 'cheap', amount: 0 }] }, OVER)
    expect((await full.ask({ body: '{"model":"m"}' })).status).toBe(429)
  })
})

describe('a budget of everything', () => {
  it('may have a cheaper model asked for, and goes on counting', async () => {
    const { ask, wire } = await chain({ budgets: [{ ...day, action: { model: 'claude-haiku-4-5' } }] }, OVER)
    expect((await ask({ body: '{"model":"claude-opus-4-1"}' })).status).toBe(200)
    expect(Buffer.concat(wire.sent[0]?.body.chunks ?? []).toString()).toBe('{"model":"claude-haiku-4-5"}')
  })
})

describe('models without a price', () => {
  it('are refused by a budget that wants one', async () => {
    const { ask } = await chain({ budgets: [{ ...day, unpriced: 'refuse' }] })
    const reply = await ask({ body: '{"model":"nobody-knows"}' })
    expect(await jsonOf(reply)).toMatchObject({
      error: { message: expect.stringContaining('"nobody-knows" has none') },
    })
    expect((await ask({ body: '{"model":"claude-opus-4-1"}' })).status).toBe(200)
  })
})
