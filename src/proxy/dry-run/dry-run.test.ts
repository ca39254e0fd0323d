import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import type { FilterTryRequest, RouteTryRequest } from '../../contract/api/documents.ts'
import { createBalances } from '../../store/balances/balances.ts'
import type { Snapshot } from '../../store/config/config.ts'
import type { Document } from '../../store/config/document.ts'
import { DocumentError } from '../../store/config/document.ts'
import { documents } from '../../store/documents/index.ts'
import { createHealth } from '../../store/health/health.ts'
import { createBus } from '../../store/live/bus.ts'
import { createMeters } from '../../store/meters/meters.ts'
import { upstreamNamed } from '../policies/policies.suite.ts'
import { services } from '../services/index.ts'
import { createDryRun } from './dry-run.ts'

const POOL = [upstreamNamed('a', 1, true), upstreamNamed('b', 5), upstreamNamed('c', 3)]

const snapshotOf = (texts: Readonly<Record<string, unknown>>): Snapshot => {
  const values = new Map(
    documents.map((document) => [
      document.id,
      texts[document.id] === undefined ? document.empty : document.parse(JSON.stringify(texts[document.id])),
    ]),
  )
  return {
    version: 1,
    pool: () => POOL,
    active: () => POOL[0],
    get: <T>(document: Document<T>) => values.get(document.id) as T,
    unusable: () => undefined,
    faults: () => [],
  }
}

const setUp = (texts: Readonly<Record<string, unknown>> = {}) => {
  const clock = createFakeClock()
  const rules = { threshold: 1, readmitMs: 0, ejects: true, resetIntervalMs: 0 }
  const health = createHealth({ clock, bus: createBus(() => undefined), rules: () => rules })
  const meters = createMeters({ clock })
  const tries = createDryRun({ health, meters, balances: createBalances(), clock, services })
  const snapshot = snapshotOf(texts)
  return {
    clock,
    health,
    meters,
    route: (request: Partial<RouteTryRequest>) => tries.route({ service: 'claude', model: 'm', ...request }, snapshot),
    filters: (request: Partial<FilterTryRequest>) =>
      tries.filters({ service: 'claude', path: '/v1/messages', ...request }, snapshot),
  }
}

describe('trying a route', () => {
  it('names the active upstream and those left', () => {
    const { route } = setUp()
    expect(route({})).toMatchObject({
      pinned: null,
      policy: 'active-first',
      candidates: [{ upstream: 'a', model: 'm', rule: '', reason: 'active' }],
      left: [
        { upstream: 'b', reason: 'not-active' },
        { upstream: 'c', reason: 'not-active' },
      ],
    })
  })

  it('gives each upstream of the list the model it would be sent', () => {
    const modelMappings = {
      claude: [
        { source: 'b', target: 'for-b', source_type: 'config' },
        { source: 'm*', target: 'other' },
      ],
    }
    const { route, health } = setUp({ lb: { mode: 'weight-based' }, routing: { mode: 'model-mapping', modelMappings } })
    health.failed('claude', 'c', { reason: { code: 'upstream-answered', params: { status: 529 } } })
    expect(route({})).toMatchObject({
      candidates: [
        { upstream: 'b', model: 'for-b', rule: 'model #1', reason: 'weight' },
        { upstream: 'a', model: 'other', rule: 'model #2' },
      ],
      left: [{ upstream: 'c', reason: 'ejected' }],
    })
  })

  it('pins, passes over what is not there, and takes a draft for the rules', () => {
    const configMappings = {
      claude: [
        { model: '*', config: 'gone' },
        { model: 'm', config: 'c', fallback: true },
      ],
    }
    const answer = setUp().route({ draft: { mode: 'config-mapping', configMappings } })
    expect(answer.pinned).toEqual({ upstream: 'c', fallback: true, rule: 'config #2' })
    expect(answer.candidates.map(({ upstream }) => upstream)).toEqual(['c', 'a', 'b'])
    expect(answer.explanation.join(' ')).toContain('"gone"')
    expect(answer.steps).toContainEqual({ code: 'upstream-missing', params: { upstream: 'gone' } })
  })
})

describe('trying filters', () => {
  it('shows what each rule does, in characters', async () => {
    const { filters } = setUp({
      'endpoint-filter': {
        rules: [
          { id: 'e', path: '/v1/x' },
          { prefix: '/v1/', action: { status: 451 } },
          { path: '/v1/x', enabled: false },
        ],
      },
      filter: [
        { source: 'secret-[0-9]+', op: 'remove' },
        { source: 'é', op: 'replace', target: '密密', match: 'text' },
      ],
    })
    const answer = await filters({
      path: '//v1/./x/?a=1',
      headers: ['X-Real-IP', '1.2.3.4', 'A', 'b'],
      body: '{"a":"密 secret-12é"}',
    })
    expect(answer.blocked).toMatchObject({ filter: 'endpoint', rule: 'e', status: 400 })
    expect(answer.headers).toEqual(['A', 'b'])
    expect(answer.body).toBe('{"a":"密 密密"}')
    const effects = answer.steps.filter(({ effect }) => effect !== 'none').map(({ rule, effect }) => [rule, effect])
    expect(effects).toEqual([
      ['e', 'block'],
      ['#3', 'off'],
      ['kinds', 'off'],
      ['x-real-ip', 'remove'],
      ['#1', 'remove'],
      ['#2', 'replace'],
    ])
    expect(answer.steps.at(-2)).toMatchObject({ hits: [{ start: 8, end: 17 }], inserted: [{ start: 8, end: 8 }] })
    expect(answer.steps.at(-1)).toMatchObject({ hits: [{ start: 8, end: 9 }], inserted: [{ start: 8, end: 10 }] })
  })

  it('says when a rule refuses or skips something signed', async () => {
    const body = '{"x":[{"type":"thinking","thinking":"secret","signature":"s"}]}'
    const step = (rule: object) => setUp({ filter: [rule] }).filters({ body })
    const refused = await step({ source: 'secret', op: 'remove' })
    expect(refused.blocked).toMatchObject({ filter: 'body', rule: '#1', status: 400 })
    const skipped = await step({ source: 'secret', op: 'remove', inSigned: 'skip' })
    expect(skipped.body).toBe(body)
    expect(skipped.steps.at(-1)).toMatchObject({ effect: 'skip' })
  })

  it('refuses a draft that could not be saved', async () => {
    const draft = { body: [{ source: 'a(?=b)', op: 'remove' as const }] }
    await expect(setUp().filters({ draft })).rejects.toThrow(DocumentError)
  })
})
