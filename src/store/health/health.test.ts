import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import type { LiveEvent } from '../../contract/event.ts'
import { balancingSchema } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { createBus } from '../live/bus.ts'
import { createHealth } from './health.ts'
import { openHealthFile } from './health-file.ts'
import type { HealthRules } from './health-standing.ts'

const MINUTE = 60_000

const upstream = (name: string, fields: Partial<Upstream> = {}): Upstream => ({
  service: 'claude',
  name,
  protocol: 'messages',
  baseUrl: 'http://127.0.0.1:1',
  credential: {},
  weight: 0,
  active: false,
  enabled: true,
  ...fields,
})

const setUp = (rules: Partial<HealthRules> = {}) => {
  const clock = createFakeClock()
  const events: LiveEvent[] = []
  const bus = createBus(() => undefined)
  bus.subscribe((event) => events.push(event))
  const inForce = { threshold: 2, readmitMs: 10 * MINUTE, ejects: true, resetIntervalMs: 30_000, ...rules }
  const health = createHealth({ clock, bus, rules: () => inForce })
  const names = (pool: readonly Upstream[]) => health.candidates(pool).map(({ name }) => name)
  return { clock, events, health, names }
}

const POOL = [upstream('a'), upstream('b')]

const BUSY = { code: 'upstream-answered', params: { status: 529 } } as const
const LIMITED = { code: 'upstream-answered', params: { status: 429 } } as const

describe('health', () => {
  it('leaves an upstream out at the threshold and forgets failures at a success', () => {
    const { health, names } = setUp()
    health.failed('claude', 'a', { reason: BUSY })
    expect(names(POOL)).toEqual(['a', 'b'])
    health.succeeded('claude', 'a')
    health.failed('claude', 'a', { reason: BUSY })
    expect(names(POOL)).toEqual(['a', 'b'])
    health.failed('claude', 'a', { reason: BUSY })
    expect(names(POOL)).toEqual(['b'])
    expect(health.stateOf('claude', 'a')).toMatchObject({ state: 'ejected', failures: 2, lastFailure: BUSY })
  })

  it('lets exactly one request try an ejected upstream when its time has come', () => {
    const { clock, health, names } = setUp()
    health.failed('claude', 'a', { reason: BUSY })
    health.failed('claude', 'a', { reason: BUSY })
    clock.advance(10 * MINUTE - 1)
    expect(names(POOL)).toEqual(['b'])
    clock.advance(1)
    expect(health.stateOf('claude', 'a').state).toBe('half-open')
    expect(names(POOL)).toEqual(['a', 'b'])
    expect(health.begin('claude', 'a')).toBe(true)
    expect(health.begin('claude', 'a')).toBe(false)
    expect(names(POOL)).toEqual(['b'])
  })

  it.each([
    ['a failed trial sends it out again', 'failed', 'ejected'],
    ['a good trial brings it back', 'succeeded', 'healthy'],
    ['a trial without verdict leaves its place to the next', 'released', 'half-open'],
  ] as const)('%s', (_title, ending, state) => {
    const { clock, health } = setUp()
    for (let n = 0; n < 2; n += 1) health.failed('claude', 'a', { reason: BUSY })
    clock.advance(10 * MINUTE)
    health.begin('claude', 'a')
    if (ending === 'failed') health.failed('claude', 'a', { reason: BUSY })
    else health[ending]('claude', 'a')
    expect(health.stateOf('claude', 'a').state).toBe(state)
    expect(health.begin('claude', 'a')).toBe(true)
  })

  it('never comes back by itself when that is switched off', () => {
    const { clock, health, names } = setUp({ readmitMs: 0 })
    for (let n = 0; n < 2; n += 1) health.failed('claude', 'a', { reason: BUSY })
    clock.advance(1000 * MINUTE)
    expect(names(POOL)).toEqual(['b'])
  })

  it('leaves an upstream alone as long as it asked, also below the threshold and through an automatic reset', () => {
    const { clock, health, names } = setUp({ threshold: 5 })
    health.failed('claude', 'a', { reason: LIMITED, cooldownUntil: clock.now() + MINUTE })
    expect(names(POOL)).toEqual(['b'])
    expect(health.autoReset('claude')).toBe(true)
    expect(names(POOL)).toEqual(['b'])
    clock.advance(MINUTE)
    expect(names(POOL)).toEqual(['a', 'b'])
  })

  it('forgets a cooldown when a person resets it', () => {
    const { clock, health, names } = setUp()
    health.failed('claude', 'a', { reason: LIMITED, cooldownUntil: clock.now() + MINUTE })
    health.reset('claude', 'a')
    expect(names(POOL)).toEqual(['a', 'b'])
  })

  it('resets by itself at most once per interval, and not within one of a reset by hand', () => {
    const { clock, health } = setUp()
    expect(health.autoReset('claude')).toBe(true)
    expect(health.autoReset('claude')).toBe(false)
    expect(health.untilNextReset('claude')).toBe(30_000)
    clock.advance(30_000)
    health.reset('claude')
    expect(health.autoReset('claude')).toBe(false)
  })

  it('keeps count but leaves nobody out where only one upstream is asked', () => {
    const { clock, health, names } = setUp({ ejects: false })
    for (let n = 0; n < 9; n += 1) health.failed('claude', 'a', { reason: BUSY, cooldownUntil: clock.now() + MINUTE })
    expect(names(POOL)).toEqual(['a', 'b'])
    expect(health.stateOf('claude', 'a')).toMatchObject({ state: 'failing', failures: 2 })
  })

  it('leaves out what the user put away or paused', () => {
    const { clock, names } = setUp()
    const pool = [upstream('a', { enabled: false }), upstream('b', { pausedUntil: clock.now() + 1 }), upstream('c')]
    expect(names(pool)).toEqual(['c'])
    clock.advance(1)
    expect(names(pool)).toEqual(['b', 'c'])
  })

  it('is not held up by a clock that was set back', () => {
    const { clock, health, names } = setUp()
    for (let n = 0; n < 2; n += 1) health.failed('claude', 'a', { reason: BUSY, cooldownUntil: clock.now() + MINUTE })
    clock.jumpTo(clock.now() - 1000 * MINUTE)
    expect(names(POOL)).toEqual(['a', 'b'])
  })

  it('tells every change of state once', () => {
    const { events, health } = setUp()
    for (let n = 0; n < 3; n += 1) health.failed('claude', 'a', { reason: BUSY })
    health.succeeded('claude', 'a')
    health.succeeded('claude', 'a')
    expect(events.map((event) => event.type === 'health_changed' && event.state)).toEqual([
      'failing',
      'ejected',
      'healthy',
    ])
  })

  it('forgets upstreams that are gone and keeps renamed ones', () => {
    const { health } = setUp()
    health.failed('claude', 'a', { reason: BUSY })
    health.rename('claude', 'a', 'c')
    expect(health.stateOf('claude', 'c').failures).toBe(1)
    health.retain('claude', ['b'])
    expect(health.stateOf('claude', 'c').failures).toBe(0)
  })
})

describe('the health file', () => {
  const folders: string[] = []
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
  })
  const open = (text?: string, balancing: unknown = {}) => {
    const folder = mkdtempSync(join(tmpdir(), 'clp-health-'))
    folders.push(folder)
    const file = join(folder, 'health.json')
    if (text !== undefined) writeFileSync(file, text)
    const troubles: string[] = []
    const onTrouble = (message: string): unknown => troubles.push(message)
    const again = () => openHealthFile({ file, balancing: balancingSchema.parse(balancing), now: 5, onTrouble })
    return { again, troubles }
  }

  it('gives back what was saved', () => {
    const { again } = open()
    const mark = { failures: 2, ejectedAt: 9, lastFailureAt: 9, lastFailure: BUSY }
    const marks = new Map([['claude', { lastResetAt: 3, upstreams: new Map([['a', mark]]) }]])
    const file = again()
    file.save(() => marks)
    file.flush()
    expect(again().marks).toEqual(marks)
  })

  it('takes over how a version without codes wrote a failure down, and leaves out a code it does not know', () => {
    const upstreams = {
      a: { failures: 1, lastFailure: 'answered with status 529' },
      b: { failures: 1, lastFailureReason: { code: 'from-the-future', params: {} } },
      c: { failures: 1, lastFailureReason: { code: 'upstream-answered', params: { status: 'many' } } },
    }
    const { again } = open(JSON.stringify({ services: { claude: { upstreams } } }))
    expect(again().marks.get('claude')?.upstreams).toEqual(
      new Map([
        ['a', { failures: 1, lastFailure: { code: 'told-by-former', params: { text: 'answered with status 529' } } }],
        ['b', { failures: 1 }],
        ['c', { failures: 1 }],
      ]),
    )
  })

  it("takes the original's counters over when there is nothing of its own, and only then", () => {
    const balancing = {
      services: { claude: { currentFailures: { a: 3, b: 1 }, excludedConfigs: ['a'], lastResetAt: 1.5 } },
    }
    const { again } = open(undefined, balancing)
    const file = again()
    expect(file.marks.get('claude')).toEqual({
      lastResetAt: 1500,
      upstreams: new Map([
        ['a', { failures: 3, ejectedAt: 5 }],
        ['b', { failures: 1 }],
      ]),
    })
    file.save(() => new Map())
    file.flush()
    expect(again().marks).toEqual(new Map())
  })

  it.each(['', 'nonsense', '[]', '{"services":{"claude":{"upstreams":{"a":{"failures":"x"}}}}}'])(
    'starts afresh from %j and says so',
    (text) => {
      const { again, troubles } = open(text)
      expect(again().marks).toEqual(new Map())
      expect(troubles).toHaveLength(1)
    },
  )
})
