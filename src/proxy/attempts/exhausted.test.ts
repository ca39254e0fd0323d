import { describe, expect, it } from 'vitest'
import { type RequestParts, requestOf, upstreamOf } from '../../../test/kit/exchange.ts'
import { memoryDeps } from '../../../test/kit/proxy-deps.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'
import { createConversations } from './conversations.ts'
import { exhausted } from './exhausted.ts'

const NOBODY = {
  kind: 'left-out',
  entry: 'prod',
  field: 'prod.base_url',
  document: 'claude',
  file: '',
  column: 1,
} as const

const exhaust = (
  pool: readonly Upstream[],
  parts: RequestParts = {},
  options: { autoResetOnAllFailed?: boolean } = {},
) => {
  const world = memoryDeps({ rules: { threshold: 1, readmitMs: 0 } })
  const announced: unknown[] = []
  const settings = balancingDocument.empty
  const problem = () =>
    exhausted({
      deps: world.deps,
      request: { ...requestOf(parts), announce: (attempt) => announced.push(attempt) },
      next: () => Promise.reject(new Error('nobody is asked')),
      settings,
      options: { ...settings.options, ...options },
      pool,
      conversations: createConversations(),
    })
  return { ...world, announced, problem }
}

describe('with no upstream to ask', () => {
  it('says how one is added', () => {
    const { problem, events } = exhaust([upstreamOf('off', { enabled: false })])
    expect(problem()).toMatchObject({ code: 'no-upstream', message: expect.stringContaining('clp add claude') })
    expect(events).toEqual([])
  })

  it('says that their document cannot be read', () => {
    const { problem } = exhaust([], { unusable: ['claude'] })
    expect(problem()).toMatchObject({ code: 'config-unusable', message: expect.stringContaining('it is not JSON') })
  })

  it('says what is wrong with every entry of a document of which none can be used', () => {
    const faults = { claude: [{ ...NOBODY, reason: 'prod.base_url is missing', line: 2 }] }
    expect(exhaust([], { faults }).problem()).toMatchObject({
      code: 'no-upstream',
      message: 'No entry of claude.json can be used: prod.base_url is missing (line 2)',
    })
  })
})

describe('with upstreams that are all left out', () => {
  const POOL = [upstreamOf('a'), upstreamOf('b'), upstreamOf('off', { enabled: false })]

  it('tells the live view, after the request itself', () => {
    const { problem, announced, events } = exhaust(POOL)
    problem()
    expect(announced).toEqual([undefined])
    expect(events).toMatchObject([
      { type: 'lb_exhausted', reason: 'no_healthy_candidates', total_configs: 2, threshold: 3, cooldown_seconds: 30 },
    ])
  })

  it('names the next reset and the command that does it now', () => {
    const { problem, deps, clock } = exhaust(POOL)
    deps.health.reset('claude')
    clock.advance(10_500)
    expect(problem()).toMatchObject({
      code: 'no-upstream',
      message: expect.stringMatching(/all 2 are out of rotation .* in 20 seconds; "clp lb reset claude"/),
      headers: ['retry-after', '20'],
      extra: { service: 'claude', cooldown_remaining_seconds: 20, auto_reset: true },
    })
  })

  it.each([
    ['when the first of them may be asked again', 12_000, true, 12],
    ['after the next reset where that comes first', 40_000, true, 30],
    ['not after a reset that never comes', 40_000, false, 40],
  ])('is worth another request %s', (_when, pause, autoResetOnAllFailed, seconds) => {
    const { now } = memoryDeps().clock
    const pool = [upstreamOf('a', { pausedUntil: now() + pause }), upstreamOf('b', { pausedUntil: now() + 90_000 })]
    const { problem, deps } = exhaust(pool, {}, { autoResetOnAllFailed })
    deps.health.reset('claude')
    expect(problem().headers).toEqual(['retry-after', String(seconds)])
  })

  it('is never worth another request at once', () => {
    expect(exhaust(POOL).problem().headers).toEqual(['retry-after', '1'])
  })
})
