import { describe, expect, it } from 'vitest'
import { systemClock } from '../../contract/clock.ts'
import { explainFilters } from '../../proxy/dry-run/explain-filters.ts'
import { en } from '../messages/en.ts'
import { zh } from '../messages/zh.ts'
import { tellReason } from './filter-reason.ts'

/** Rules and requests that make the filters say everything they can say. */
const reasons = (enabled: boolean): readonly string[] => {
  const endpoint = {
    enabled,
    rules: [
      { id: 'off', enabled: false, path: '/x' },
      { id: 'empty' },
      { id: 'odd', path: '/x', action: { type: 'log' } },
      { id: 'other', path: '/y' },
      { id: 'first', path: '/x' },
      { id: 'second', path: '/x' },
    ],
  }
  const header = { enabled, blocked_headers: ['x-there', 'x-missing'] }
  const signed = '{"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"deep","signature":"s"}]}]}'
  const request = { service: 'one', method: 'POST', path: '/x', headers: ['x-there', '1'], body: signed }
  const body = [
    { source: 'role', op: 'remove' as const, match: 'text' as const, enabled: false },
    { source: 'role', op: 'remove' as const, services: ['two'] },
    { source: 'nowhere', op: 'remove' as const },
    { source: 'assistant', op: 'replace' as const, target: 'user', match: 'text' as const },
    { source: 'deep', op: 'replace' as const, target: 'shallow', inSigned: 'skip' as const, match: 'text' as const },
    { source: 'deep', op: 'replace' as const, target: 'shallow', match: 'text' as const },
    { source: 'role', op: 'remove' as const },
  ]
  return explainFilters(request, { endpoint, header, body }, systemClock).steps.map(({ reason }) => reason)
}

describe('the reasons of filters', () => {
  const said = [...reasons(true), ...reasons(false)].filter((reason) => !reason.startsWith('Body filter rule'))

  it.each([...new Set(said)])('"%s" is told in Chinese', (reason) => {
    expect(tellReason({ messages: zh }, reason)).toMatch(/\p{Script=Han}/u)
    expect(tellReason({ messages: en }, reason)).not.toMatch(/[{}]/)
  })

  it('keep their numbers and names', () => {
    expect(tellReason({ messages: zh }, 'blocks with status 451: no\nmore')).toBe('以状态 451 拦截：no more')
    expect(tellReason({ messages: en }, '2 matches (read as regex)')).toBe('matches: 2 (read as regex)')
  })

  it('stay as they are when nobody has foreseen them', () => {
    expect(tellReason({ messages: zh }, 'because')).toBe('because')
  })
})
