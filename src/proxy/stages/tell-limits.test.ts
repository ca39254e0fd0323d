/** What clients are told of budgets that are not used up, in the headers that they read by themselves. */
import { describe, expect, it } from 'vitest'
import { budgetedProxy as chain, day, headersOf, MIDNIGHT, START } from '../../../test/kit/budgeted-proxy.ts'
import type { Reply } from '../../edge/reply.ts'
import { codex } from '../services/codex.ts'

describe('below the limit', () => {
  const own = [
    'anthropic-ratelimit-requests-limit',
    '50',
    'anthropic-ratelimit-unified-5h-utilization',
    '0.4',
    'request-id',
    'r',
    'retry-after',
    '3',
  ]
  const told = (reply: Reply): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(headersOf(reply)).filter(
        ([name]) => /ratelimit|codex|request-id|retry/.test(name) && !name.startsWith('x-clp'),
      ),
    )

  it('tells Claude Code what is used, and takes the upstream’s own limits out', async () => {
    const { ask } = await chain({ budgets: [day], headers: own }, [{ nano: 4_100_000_000n }])
    expect(told(await ask({ body: '{"model":"m"}' }))).toEqual({
      'anthropic-ratelimit-unified-status': 'allowed_warning',
      'anthropic-ratelimit-unified-representative-claim': 'overage',
      'anthropic-ratelimit-unified-overage-status': 'allowed_warning',
      'anthropic-ratelimit-unified-overage-utilization': '0.82',
      'anthropic-ratelimit-unified-overage-surpassed-threshold': '0.75',
      'anthropic-ratelimit-unified-reset': MIDNIGHT,
      'anthropic-ratelimit-unified-overage-reset': MIDNIGHT,
      'request-id': 'r',
      'retry-after': '3',
    })
  })

  it('says nothing of a threshold below the first one', async () => {
    const { ask } = await chain({ budgets: [day] }, [{ nano: 2_500_000_000n }])
    const headers = told(await ask({ body: '{"model":"m"}' }))
    expect(headers['anthropic-ratelimit-unified-status']).toBe('allowed')
    expect(headers['anthropic-ratelimit-unified-overage-utilization']).toBe('0.5')
    expect(headers['anthropic-ratelimit-unified-overage-surpassed-threshold']).toBeUndefined()
  })

  it('leaves every byte alone where no budget applies, where it is switched off, and on side requests', async () => {
    const expected = { [own[0] ?? '']: '50', [own[2] ?? '']: '0.4', 'request-id': 'r', 'retry-after': '3' }
    const foreign = await chain({ budgets: [{ ...day, token: 'phone' }], headers: own })
    expect(told(await foreign.ask({ body: '{"model":"m"}' }))).toEqual(expected)
    const off = await chain({ budgets: [day], settings: { headers: false }, headers: own })
    expect(told(await off.ask({ body: '{"model":"m"}' }))).toEqual(expected)
    const side = await chain({ budgets: [day], headers: own })
    expect(told(await side.ask({ path: '/v1/messages/count_tokens' }))).toEqual(expected)
  })

  it('tells Codex of the two fullest with a window, below what makes it offer another model', async () => {
    const budgets = [
      day,
      { ...day, id: 'five', period: '5h', amount: 10 },
      { ...day, id: 'all', period: 'total', amount: 4.9 },
    ]
    const headers = [
      'x-codex-primary-used-percent',
      '3',
      'x-codex-turn-state',
      's',
      'x-ratelimit-limit-requests',
      '9',
      'x-codex-credits-balance',
      '1',
    ]
    const spent = [{ nano: 4_800_000_000n }]
    const { ask } = await chain({ service: codex, budgets, headers }, spent)
    const expected = {
      'x-codex-turn-state': 's',
      'x-codex-primary-used-percent': '89.9',
      'x-codex-primary-window-minutes': '1440',
      'x-codex-primary-reset-at': MIDNIGHT,
      'x-codex-secondary-used-percent': '48',
      'x-codex-secondary-window-minutes': '300',
      'x-codex-secondary-reset-at': String((START + 5 * 3_600_000) / 1000),
    }
    expect(told(await ask({ path: '/v1/responses', body: '{"model":"m"}' }))).toEqual(expected)
    const nudged = await chain({ service: codex, budgets, settings: { codexNudge: true } }, spent)
    expect(
      told(await nudged.ask({ path: '/v1/responses', body: '{"model":"m"}' }))['x-codex-primary-used-percent'],
    ).toBe('96')
  })

  it('sends Codex nothing of a budget without a window, and then leaves the upstream’s own', async () => {
    const headers = ['x-codex-primary-used-percent', '3']
    const { ask } = await chain({ service: codex, budgets: [{ ...day, period: 'total' }], headers })
    expect(told(await ask({ path: '/v1/responses', body: '{"model":"m"}' }))).toEqual({
      'x-codex-primary-used-percent': '3',
    })
  })
})
