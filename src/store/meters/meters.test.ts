import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { createTempHome } from '../../../test/kit/temp-home.ts'
import { createMeters } from './meters.ts'
import { openMeters } from './open-meters.ts'

const MINUTE = 60_000
const plan = (window: string, used: number, resetsAt: number) => [
  `anthropic-ratelimit-unified-${window}-utilization`,
  String(used),
  `anthropic-ratelimit-unified-${window}-reset`,
  String(resetsAt / 1000),
]

describe('meters', () => {
  it('keeps the newest answer of each window, for its own upstream', () => {
    const clock = createFakeClock()
    const meters = createMeters({ clock })
    const end = clock.now() + 60 * MINUTE
    meters.answered('claude', 'a', [...plan('5h', 0.2, end), ...plan('7d', 0.9, end)])
    meters.answered('claude', 'b', plan('5h', 0.5, end))
    const first = clock.now()
    clock.advance(MINUTE)
    meters.answered('claude', 'a', plan('5h', 0.3, end))
    expect(meters.of('claude', 'a')).toMatchObject([
      { window: '5h', used: 0.3, seenAt: clock.now() },
      { window: '7d', used: 0.9, seenAt: first },
    ])
    expect(meters.of('claude', 'b')).toMatchObject([{ window: '5h', used: 0.5 }])
    expect(meters.leastLeft('claude', 'a')?.left).toBeCloseTo(0.1)
    expect(meters.leastLeft('codex', 'a')).toBeUndefined()
  })

  it('takes a window that has begun anew for unknown', () => {
    const clock = createFakeClock()
    const meters = createMeters({ clock })
    meters.answered('claude', 'a', [
      ...plan('5h', 1, clock.now() + MINUTE),
      ...plan('7d', 0.4, clock.now() + 10 * MINUTE),
    ])
    expect(meters.leastLeft('claude', 'a')).toMatchObject({ left: 0 })
    clock.advance(MINUTE)
    expect(meters.leastLeft('claude', 'a')).toMatchObject({ left: 0.6 })
    clock.advance(9 * MINUTE)
    expect(meters.leastLeft('claude', 'a')).toBeUndefined()
  })

  it('never decides by limits per minute or credit', () => {
    const meters = createMeters({ clock: createFakeClock() })
    meters.answered('codex', 'a', [
      'x-ratelimit-limit-requests',
      '10',
      'x-ratelimit-remaining-requests',
      '0',
      'x-codex-credits-balance',
      '0',
    ])
    expect(meters.of('codex', 'a')).toHaveLength(2)
    expect(meters.leastLeft('codex', 'a')).toBeUndefined()
  })

  it('is not filled by names that are made up', () => {
    const meters = createMeters({ clock: createFakeClock() })
    for (let n = 0; n < 500; n += 1) {
      meters.answered('claude', 'a', [`anthropic-ratelimit-unified-w${n}-utilization`, '0.5'])
    }
    expect(meters.of('claude', 'a').length).toBeLessThanOrEqual(40)
  })

  it('says once for each name that it cannot be read, without its value', () => {
    const said: string[] = []
    const meters = createMeters({ clock: createFakeClock(), onUnread: (...told) => said.push(told.join(' ')) })
    for (let n = 0; n < 3; n += 1) meters.answered('codex', 'a', ['x-codex-credits-balance', 'sk-secret'])
    expect(said).toEqual(['codex a x-codex-credits-balance'])
  })
})

describe('meters.json', () => {
  let home: ReturnType<typeof createTempHome> | undefined
  afterEach(() => {
    home?.remove()
    home = undefined
  })

  const open = (trouble: string[] = []) => {
    home ??= createTempHome({})
    const file = join(home.root, 'meters.json')
    const clock = createFakeClock()
    const config = { subscribe: () => () => undefined }
    return { file, clock, meters: openMeters({ file, config, clock, onTrouble: (text) => trouble.push(text) }) }
  }

  it('brings meters back, under the name an upstream has now, and writes nothing once given away', () => {
    const { meters, clock, file } = open()
    meters.answered('claude', 'a', plan('5h', 0.2, clock.now() + MINUTE))
    meters.rename('claude', 'a', 'b')
    meters.close()
    const again = open().meters
    expect(again.of('claude', 'b')).toEqual(meters.of('claude', 'b'))
    expect(again.of('claude', 'a')).toEqual([])
    again.handOver()
    again.answered('claude', 'b', plan('5h', 0.9, clock.now() + MINUTE))
    again.close()
    expect(readFileSync(file, 'utf8')).not.toContain('0.9')
  })

  it('begins anew over a file that cannot be read, and says so', () => {
    const { file } = open()
    writeFileSync(file, '{"services": {"claude": {"a": [{"window": 3}]}}}')
    const trouble: string[] = []
    expect(open(trouble).meters.of('claude', 'a')).toEqual([])
    expect(trouble).toHaveLength(1)
    expect(trouble[0]).toContain(file)
  })
})
