import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { readLimits } from './limit-headers.ts'

const now = createFakeClock().now()
const inSeconds = (seconds: number) => String(Math.floor(now / 1000) + seconds)
const at = (seconds: number) => (Math.floor(now / 1000) + seconds) * 1000
const read = (headers: Readonly<Record<string, string>>) => readLimits(Object.entries(headers).flat(), now)

describe('readLimits', () => {
  it('reads the windows of a Claude plan, whatever they are called', () => {
    const { readings, unread } = read({
      'Anthropic-Ratelimit-Unified-Status': 'allowed',
      'anthropic-ratelimit-unified-reset': inSeconds(60),
      'anthropic-ratelimit-unified-5h-utilization': '0.62',
      'anthropic-ratelimit-unified-5h-reset': inSeconds(3600),
      'anthropic-ratelimit-unified-5h-status': 'allowed',
      'anthropic-ratelimit-unified-7d_oi-utilization': '1.02',
      'anthropic-ratelimit-unified-overage-utilization': '0',
      'anthropic-ratelimit-unified-overage-disabled-reason': 'org_level_disabled',
      'anthropic-ratelimit-unified-representative-claim': 'five_hour',
    })
    expect(unread).toEqual([])
    const common = { source: 'anthropic-unified', unit: 'fraction' }
    expect(readings).toEqual([
      { ...common, window: 'plan', kind: 'plan', resetsAt: at(60), status: 'allowed' },
      { ...common, window: '5h', kind: 'plan', used: 0.62, limit: 1, resetsAt: at(3600), status: 'allowed' },
      { ...common, window: '7d_oi', kind: 'plan', used: 1.02, limit: 1 },
      { ...common, window: 'overage', kind: 'credit', used: 0, limit: 1 },
    ])
  })

  it('reads the limits per minute of both makers', () => {
    const { readings } = read({
      'anthropic-ratelimit-input-tokens-limit': '80000',
      'anthropic-ratelimit-input-tokens-remaining': '20000',
      'anthropic-ratelimit-input-tokens-reset': new Date(at(30)).toISOString(),
      'x-ratelimit-limit-requests': '500',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1m30s',
    })
    expect(readings).toEqual([
      {
        window: 'input-tokens',
        kind: 'rate',
        source: 'anthropic',
        unit: 'tokens',
        used: 60_000,
        limit: 80_000,
        resetsAt: at(30),
      },
      {
        window: 'requests',
        kind: 'rate',
        source: 'openai',
        unit: 'requests',
        used: 500,
        limit: 500,
        resetsAt: now + 90_000,
        status: 'spent',
      },
    ])
  })

  it('names the windows of Codex by their length, also of a limit with a name of its own', () => {
    const { readings } = read({
      'x-codex-primary-used-percent': '12.5',
      'x-codex-primary-window-minutes': '300',
      'x-codex-primary-reset-at': inSeconds(900),
      'x-codex-secondary-used-percent': '40',
      'x-codex-secondary-window-minutes': '10080',
      'x-codex-secondary-reset-after-seconds': '120',
      'x-codex-spark-primary-used-percent': '3',
      'x-codex-spark-primary-window-minutes': '1440',
      'x-codex-credits-has-credits': 'true',
      'x-codex-credits-balance': '12.34',
      'x-codex-turn-state': 'nothing of ours',
    })
    const common = { kind: 'plan', source: 'codex', unit: 'fraction', limit: 1 }
    expect(readings).toEqual([
      { ...common, window: '5h', used: 0.125, resetsAt: at(900) },
      { ...common, window: '7d', used: 0.4, resetsAt: now + 120_000 },
      { ...common, window: '1d_spark', used: 0.03 },
      { window: 'credits', kind: 'credit', source: 'codex', unit: 'credits', left: '12.34' },
    ])
  })

  it('drops what cannot be believed, and names it', () => {
    expect(
      read({
        'anthropic-ratelimit-unified-5h-utilization': '1001',
        'anthropic-ratelimit-unified-7d-utilization': 'much',
        'x-codex-primary-used-percent': '-4',
        'x-codex-credits-balance': 'sk-not-a-number',
        'x-ratelimit-limit-tokens': '10',
        'x-ratelimit-remaining-tokens': '11',
      }),
    ).toEqual({
      readings: [],
      unread: [
        'anthropic-ratelimit-unified-5h-utilization',
        'anthropic-ratelimit-unified-7d-utilization',
        'x-codex-primary-used-percent',
        'x-codex-credits-balance',
        'x-ratelimit-limit-tokens',
        'x-ratelimit-remaining-tokens',
      ],
    })
  })

  it('never throws, and never gives a number that is none', () => {
    const names = fc.constantFrom(
      'anthropic-ratelimit-unified-5h-utilization',
      'anthropic-ratelimit-unified-5h-reset',
      'anthropic-ratelimit-tokens-limit',
      'anthropic-ratelimit-tokens-remaining',
      'x-codex-primary-used-percent',
      'x-codex-primary-window-minutes',
      'x-codex-credits-balance',
      'x-ratelimit-reset-tokens',
    )
    const values = fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('1e400', '9'.repeat(400), '6m0s', ''))
    fc.assert(
      fc.property(fc.array(fc.tuple(names, values)), (headers) => {
        for (const reading of readLimits(headers.flat(), now).readings) {
          for (const value of Object.values(reading)) {
            if (typeof value === 'number') expect(Number.isFinite(value) && value >= 0).toBe(true)
          }
        }
      }),
    )
  })
})
