import { describe, expect, it } from 'vitest'
import { Body } from '../../codec/bytes/body.ts'
import { systemClock } from '../../contract/clock.ts'
import { FILTER_STEP_REASONS } from '../../contract/reason/filter-reasons.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { knownReason } from '../../contract/reason/reasons.ts'
import type { FilterId } from '../../contract/settings.ts'
import { anthropicMessages } from '../../protocol/anthropic-messages/anthropic-messages.ts'
import { maskDocument } from '../../store/documents/mask.ts'
import { explainFilters, type RulesOf } from './explain-filters.ts'

/** Rules and a request that make the filters say everything they can say. */
const steps = async (enabled: boolean) => {
  const endpoint = {
    enabled,
    rules: [
      { id: 'off', enabled: false, path: '/x' },
      { id: 'empty' },
      { id: 'odd', path: '/x', action: { type: 'log' } },
      { id: 'other', path: '/y' },
      { id: 'first', path: '/x', action: { status: 451, message: 'no\nmore' } },
      { id: 'second', path: '/x' },
    ],
  }
  const header = { enabled, blocked_headers: ['x-there', 'x-missing'] }
  const picture = '{"type":"image","source":{"type":"base64","data":"SEVMTE8="}}'
  const thinking = '{"type":"thinking","thinking":"deep","signature":"s"}'
  const text = `{"messages":[{"role":"assistant","content":[${thinking},${picture}]}]}`
  const request = { ...head, headers: ['x-there', '1'], body: Body.from(text) }
  const skip = { op: 'replace', target: 'x', inSigned: 'skip', match: 'text' } as const
  const body = [
    { source: '', op: 'remove' as const },
    { source: 'role', op: 'remove' as const, services: ['two'] },
    { source: 'nowhere', op: 'remove' as const },
    { source: 'assistant', op: 'replace' as const, target: 'user', match: 'text' as const },
    { source: 'deep', ...skip },
    { source: 'e', ...skip },
    { source: 'VM', ...skip },
    { source: 'deep', op: 'remove' as const, match: 'text' as const },
    { source: 'role', op: 'remove' as const },
  ]
  return (await explainFilters(request, by({ endpoint, header, body }), systemClock)).steps
}

const by =
  (settings: Readonly<Partial<Record<FilterId, object>>>): RulesOf =>
  ({ id, document }) =>
    settings[id] ?? document.empty

/** What masking says of a request with a word of its own in it, and nothing else that looks like a secret. */
const maskingSteps = async () => {
  const mask = { ...maskDocument.empty, enabled: true, values: ['codeword'] }
  const body = Body.from('{"messages":[{"role":"user","content":"the codeword"}]}')
  const off = { endpoint: { enabled: false, rules: [] }, header: nothing, body: [] }
  return (await explainFilters({ ...head, body }, by({ ...off, mask }), systemClock)).steps
}

const silent = { enabled: true, rules: [{ path: '/x' }] }
const nothing = { enabled: true, blocked_headers: [] }
const head = {
  service: 'one',
  method: 'POST',
  path: '/x',
  headers: [],
  body: Body.from(''),
  protocol: anthropicMessages,
}

describe('the steps of a dry run', async () => {
  const plain = await explainFilters(head, by({ endpoint: silent, header: nothing, body: [] }), systemClock)
  const all = [...(await steps(true)), ...(await steps(false)), ...(await maskingSteps()), ...plain.steps]

  it('say why by every code there is, and in English the same', () => {
    const said = all.map(({ why }) => why?.code).filter((code) => code !== 'signed-match')
    expect([...new Set(said)].sort()).toEqual(Object.keys(FILTER_STEP_REASONS).sort())
    for (const { why, reason } of all) {
      const known = why === undefined ? undefined : knownReason(why)
      expect(known === undefined ? undefined : inEnglish(known)).toBe(reason)
    }
  })

  it('keep numbers and names', () => {
    expect(all.map(({ why }) => why)).toEqual(
      expect.arrayContaining([
        { code: 'rule-blocks-saying', params: { status: 451, message: 'no\nmore' } },
        {
          code: 'matches-but-signed',
          params: { count: expect.any(Number), reads: 'text', signed: expect.any(Number) },
        },
        { code: 'matches-but-apart', params: { count: 0, reads: 'text', signed: 0, opaque: 1 } },
        { code: 'rule-not-reached', params: { rule: '#8' } },
      ]),
    )
  })

  it('leave the message of a rule to whoever wrote it', async () => {
    const written = { enabled: true, rules: [{ path: '/x', action: { message: 'no' } }] }
    const refused = await explainFilters(head, by({ endpoint: written, header: nothing, body: [] }), systemClock)
    expect(refused.blocked).toEqual({ filter: 'endpoint', rule: '#1', status: 400, message: 'no' })
    expect(plain.blocked?.why).toEqual({ code: 'endpoint-blocked-by-rule', params: {} })
  })
})

describe('a dry run of a large body', () => {
  const dryRun = (text: string, ...body: readonly object[]) =>
    explainFilters(
      { ...head, body: Body.from(text) },
      by({ endpoint: { enabled: false, rules: [] }, header: nothing, body }),
      systemClock,
    )

  it('shows bounded excerpts around the places, however many rules there are', async () => {
    const text = `${'密'.repeat(500_000)}needle${'.'.repeat(500_000)}`
    const rules = Array.from({ length: 200 }, () => ({ source: 'needle', op: 'replace', target: 'needle' }))
    const { steps } = await dryRun(text, ...rules)
    expect(JSON.stringify(steps).length).toBeLessThan(8 * 1024 * 1024)
    const ofBody = steps.filter(({ filter }) => filter === 'body')
    expect(ofBody).toHaveLength(200)
    for (const { before, hits, after, inserted, matches } of ofBody) {
      expect([hits, inserted].map(([range]) => [range?.start, range?.end])).toEqual([
        [66, 72],
        [66, 72],
      ])
      expect([before, after].map((excerpt) => excerpt?.slice(66, 72))).toEqual(['needle', 'needle'])
      expect(matches).toBe(1)
    }
  })

  it('lets others have their turn meanwhile', async () => {
    let turns = 0
    const timer = setInterval(() => (turns += 1), 0)
    await dryRun('ab'.repeat(200_000), ...Array.from({ length: 20 }, () => ({ source: 'a+c', op: 'remove' })))
    clearInterval(timer)
    expect(turns).toBeGreaterThan(3)
  })

  it('ends where rules would let the body grow without bounds', async () => {
    const target = `qq${'x'.repeat(2 * 1024 * 1024)}`
    const doubling = Array.from({ length: 40 }, () => ({ source: 'q', op: 'replace', match: 'text', target }))
    expect((await dryRun('q', ...doubling)).blocked).toMatchObject({ status: 413 })
  })
})
