import { expect, it } from 'vitest'
import type { Upstream } from '../../contract/upstream.ts'
import { createConversations } from './conversations.ts'

const upstream = (name: string, baseUrl = `https://${name}.example`): Upstream => ({
  service: 'claude',
  name,
  protocol: 'messages',
  baseUrl,
  credential: {},
  weight: 1,
  active: false,
  enabled: true,
})

it('finds the upstream of a conversation, also after a rename, and none that is gone', () => {
  const sessions = createConversations()
  const [a, b] = [upstream('a'), upstream('b')]
  sessions.remember('talk', a)
  expect(sessions.find('talk', [b, a])).toBe('a')
  expect(sessions.find('talk', [b, upstream('renamed', a.baseUrl)])).toBe('renamed')
  expect(sessions.find('talk', [b])).toBeUndefined()
  expect(sessions.find('other', [a, b])).toBeUndefined()
})

it('keeps an upstream that has moved to another address', () => {
  const sessions = createConversations()
  sessions.remember('talk', upstream('a'))
  expect(sessions.find('talk', [upstream('b', 'https://a.example'), upstream('a', 'https://new.example')])).toBe('a')
})
