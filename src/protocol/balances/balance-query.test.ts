import { describe, expect, it } from 'vitest'
import { BALANCE_KINDS, type BalanceSettings } from '../../contract/balance-settings.ts'
import { Secret } from '../../contract/secret.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { amountIn, amountText } from './amount.ts'
import { balanceQuestions, readBalance } from './balance-query.ts'
import { valueAtPlace } from './json-place.ts'

const NOW = Date.UTC(2026, 10, 30)
const KEY = 'sk-key-of-requests'

const upstream = (settings: BalanceSettings, baseUrl = 'https://relay.example/v1', token?: string): Upstream => ({
  service: 'claude',
  name: 'relay',
  protocol: 'messages',
  baseUrl,
  credential: { bearer: new Secret(KEY) },
  weight: 0,
  active: true,
  enabled: true,
  balance: { settings, ...(token === undefined ? {} : { token: new Secret(token) }) },
})

const asked = (settings: BalanceSettings, baseUrl?: string, token?: string) => {
  const built = balanceQuestions(upstream(settings, baseUrl, token), NOW)
  return 'fault' in built ? built.fault : built.questions.map(({ method, url }) => `${method} ${url.href}`)
}

describe('where a balance is asked for', () => {
  it.each([
    ['deepseek', ['GET https://relay.example/user/balance']],
    ['moonshot', ['GET https://relay.example/v1/users/me/balance']],
    ['siliconflow', ['GET https://relay.example/v1/user/info']],
    ['openrouter', ['GET https://relay.example/api/v1/key']],
    ['stepfun', ['GET https://relay.example/v1/accounts']],
    ['novita', ['GET https://relay.example/v3/user/balance']],
    ['new-api', ['GET https://relay.example/api/usage/token']],
    [
      'openai-billing',
      [
        'GET https://relay.example/v1/dashboard/billing/subscription',
        'GET https://relay.example/v1/dashboard/billing/usage?start_date=2026-08-23&end_date=2026-12-01',
      ],
    ],
    ['zhipu-plan', ['GET https://relay.example/api/monitor/usage/quota/limit']],
  ] as const)('%s: at the origin of the base address', (kind, expected) => {
    expect(asked({ kind })).toEqual(expected)
  })

  it('sends the credential that is meant, and only there', () => {
    const headersOf = (settings: BalanceSettings, token?: string) => {
      const built = balanceQuestions(upstream(settings, undefined, token), NOW)
      return 'fault' in built ? built.fault : built.questions[0]?.headers
    }
    expect(headersOf({ kind: 'deepseek' })).toContain(`Bearer ${KEY}`)
    expect(headersOf({ kind: 'openrouter' }, 'sk-management')).toContain('Bearer sk-management')
    expect(headersOf({ kind: 'zhipu-plan' })).toContain(KEY)
    expect(headersOf({ url: '/x', path: 'y', headers: { 'x-own': 'none' } })).not.toContain(`Bearer ${KEY}`)
    expect(headersOf({ url: '/x', path: 'y', headers: { authorization: 'Bearer {token}' } })).toBe('no-credential')
    expect(headersOf({ url: '/x', path: 'y', headers: { Host: 'elsewhere.example' } })).toBe('address-unusable')
  })

  it.each([
    ['another host', { url: 'https://evil.example/x', path: 'y' }, 'key-not-sent'],
    ['another port', { url: 'https://relay.example:8443/x', path: 'y' }, 'key-not-sent'],
    ['another scheme', { url: 'http://relay.example/x', path: 'y' }, 'key-not-sent'],
    ['//host', { url: '//evil.example/x', path: 'y' }, 'other-origin'],
    ['/\\host', { url: '/\\evil.example/x', path: 'y' }, 'other-origin'],
    ['a tab before //host', { url: '/\t/evil.example/x', path: 'y' }, 'other-origin'],
    ['a user', { url: 'https://relay.example@evil.example/x', path: 'y' }, 'address-unusable'],
    ['a user at its own origin', { url: 'https://me:pw@relay.example/x', path: 'y' }, 'address-unusable'],
    ['a file', { url: 'file:///etc/passwd', path: 'y' }, 'address-unusable'],
    ['a template', { kind: 'deepseek', url: 'https://evil.example/x' }, 'other-origin'],
    [
      'a template that may send the key',
      { kind: 'deepseek', url: 'https://evil.example/x', sendKey: true },
      'other-origin',
    ],
    ['nothing', {}, 'nothing-to-ask'],
    ['no place', { url: '/x' }, 'nothing-to-ask'],
  ] as const)('refuses %s', (_what, settings, fault) => {
    expect(asked(settings)).toBe(fault)
  })

  it('goes to another origin that was typed in full, without the credential unless that was said', () => {
    const url = 'https://billing.example/x'
    expect(asked({ url, path: 'y', headers: { 'x-own': 'none' } })).toEqual([`GET ${url}`])
    expect(asked({ url, path: 'y', sendKey: true })).toEqual([`GET ${url}`])
    const built = balanceQuestions(upstream({ url, path: 'y', sendKey: true }), NOW)
    expect('questions' in built && built.questions[0]?.isElsewhere).toBe(true)
    expect(asked({ url: 'https://relay.example/x', path: 'y' })).toEqual(['GET https://relay.example/x'])
  })
})

describe('what an answer says', () => {
  const read = (settings: BalanceSettings, answers: readonly unknown[], baseUrl?: string, token?: string) =>
    readBalance(upstream(settings, baseUrl, token), answers, NOW)

  it('reads each kind', () => {
    const infos = [
      { currency: 'CNY', total_balance: '110.00' },
      { currency: 'USD', total_balance: '0' },
    ]
    expect(read({ kind: 'deepseek' }, [{ is_available: false, balance_infos: infos }])).toMatchObject({
      values: [
        { currency: 'CNY', value: '110' },
        { currency: 'USD', value: '0' },
      ],
      exhausted: true,
    })
    const moonshot = { data: { available_balance: -0.5 } }
    expect(read({ kind: 'moonshot' }, [moonshot], 'https://api.moonshot.ai')).toMatchObject({
      values: [{ currency: 'USD', value: '-0.5' }],
      exhausted: true,
    })
    expect(
      read({ kind: 'siliconflow' }, [{ data: { totalBalance: '88.00' } }], 'https://api.siliconflow.cn')?.values,
    ).toEqual([{ currency: 'CNY', value: '88' }])
    expect(read({ kind: 'openrouter' }, [{ data: { limit_remaining: null } }])?.values).toEqual([
      { currency: 'USD', unlimited: true },
    ])
    const credits = { data: { total_credits: 20, total_usage: 7.25 } }
    expect(read({ kind: 'openrouter' }, [credits], undefined, 'sk-m')?.values).toEqual([
      { currency: 'USD', value: '12.75' },
    ])
    expect(read({ kind: 'stepfun' }, [{ balance: 3.5 }])?.values).toEqual([{ currency: 'CNY', value: '3.5' }])
    expect(read({ kind: 'novita' }, [{ availableBalance: '12345' }])?.values).toEqual([
      { currency: 'USD', value: '1.2345' },
    ])
    const quota = { data: { total_available: 750_000, unlimited_quota: false } }
    expect(read({ kind: 'new-api' }, [quota])?.values).toEqual([{ currency: 'USD', value: '1.5' }])
    expect(read({ kind: 'new-api' }, [{ data: { unlimited_quota: true } }])?.values).toEqual([
      { currency: 'USD', unlimited: true },
    ])
    const billing = [{ hard_limit_usd: 10 }, { total_usage: 123.45 }]
    expect(read({ kind: 'openai-billing' }, billing)?.values).toEqual([{ value: '8.7655' }])
    expect(read({ kind: 'openai-billing', currency: 'cny' }, billing)?.values).toEqual([
      { currency: 'CNY', value: '8.7655' },
    ])
    expect(read({ kind: 'openai-billing' }, [{ hard_limit_usd: 100_000_000 }, {}])?.values).toEqual([
      { unlimited: true },
    ])
    const limits = [{ type: 'TOKENS_LIMIT', percentage: 42, nextResetTime: NOW + 5000 }, { type: 'OTHER' }]
    expect(read({ kind: 'zhipu-plan' }, [{ data: { limits } }])?.meters).toEqual([
      { window: '5h', kind: 'plan', source: 'query', unit: 'fraction', used: 0.42, limit: 1, resetsAt: NOW + 5000 },
    ])
  })

  it('reads by the places that were typed', () => {
    const answer = {
      ok: false,
      infos: [
        { c: 'USD', t: '9' },
        { c: 'CNY', t: '30', u: 5 },
      ],
    }
    expect(
      read({ url: '/x', path: 'infos[?c=CNY].t', minus: 'infos[1].u', divisor: 10, currency: 'CNY', ok: 'ok' }, [
        answer,
      ]),
    ).toMatchObject({ values: [{ currency: 'CNY', value: '2.5' }], exhausted: true })
  })

  it.each([[''], [null], [undefined], [true], [{}], ['soon'], ['1,5'], [Number.NaN], ['0x10']])(
    'takes %s for nothing, never for 0',
    (value) => {
      expect(read({ url: '/x', path: 'v' }, [{ v: value }])).toBeUndefined()
    },
  )

  it.each(BALANCE_KINDS)('%s finds nothing in an answer of another kind', (kind) => {
    for (const answer of [null, [], 'text', 0, {}, { data: null }, { balance_infos: 'x', data: { limits: {} } }]) {
      expect(read({ kind }, [answer, answer])).toBeUndefined()
    }
  })
})

it('reaches own members only', () => {
  expect(valueAtPlace({ a: 1 }, 'constructor.name')).toBeUndefined()
  expect(valueAtPlace({ a: [1, { b: 2 }] }, 'a[1].b')).toBe(2)
  for (const wrong of ['a[', 'a[x]', 'a[-1]', '[?=]', 'a]']) expect(valueAtPlace({ a: [1] }, wrong)).toBeUndefined()
})

it('keeps digits', () => {
  expect(amountText(amountIn('0.000001') ?? 0n)).toBe('0.000001')
  expect(amountText(amountIn('123456789012345.678901') ?? 0n)).toBe('123456789012345.678901')
  expect(amountText(amountIn(1e-7) ?? 0n)).toBe('0')
  expect(amountText(amountIn(0.1 + 0.2) ?? 0n)).toBe('0.3')
  expect(amountIn('9'.repeat(16))).toBeUndefined()
})
