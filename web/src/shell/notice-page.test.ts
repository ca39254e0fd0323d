import { expect, it } from 'vitest'
import { noticeCounts, noticePage } from './notice-page.ts'

const SERVICES = [{ id: 'claude' }]
const about = (kind: 'document' | 'reset' | 'upstreams', target: string, severity: 'info' | 'warning' = 'warning') => ({
  severity,
  fix: { kind, target, command: '' },
})

it.each([
  [about('document', 'claude'), 'upstreams'],
  [about('document', 'filter'), 'filters'],
  [about('document', 'system'), 'settings'],
  [about('reset', 'claude'), 'balancing'],
  [about('upstreams', 'claude'), 'upstreams'],
  [about('document', 'claude', 'info'), ''],
  [{ severity: 'warning' as const, fix: null }, ''],
])('%j belongs to %j', (notice, page) => {
  expect(noticePage(notice, SERVICES)).toBe(page)
})

it('notices are counted for their page, and all but notes for the overview', () => {
  const notices = [about('document', 'claude'), about('reset', 'claude'), about('document', 'filter', 'info')]
  expect([...noticeCounts(notices, SERVICES)]).toEqual([
    ['', 2],
    ['upstreams', 1],
    ['balancing', 1],
  ])
})
