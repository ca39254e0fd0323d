/** Former versions of documents through the API of a running daemon, edits by hand among them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { DocumentDiff, DocumentHistoryView } from '../../../src/contract/api/document-history.ts'
import { entry } from '../../kit/temp-home.ts'
import { adminContext } from './admin-context.ts'

const SECRET = 'sk-very-secret-upstream-key-4f2c'

const list = (get: <T>(path: string) => Promise<T>) => get<DocumentHistoryView>('/api/documents/claude/history')

test('an edit by hand is a version, and what it took away comes back with its key', async () => {
  const first = { main: entry('https://one.example', { auth_token: SECRET, active: true }) }
  const { get, send, home } = await adminContext({ claude: first })
  const before = home.read('claude.json')
  writeFileSync(join(home.root, 'claude.json'), '{}')
  await vi.waitFor(
    async () => expect((await list(get)).versions[0]).toMatchObject({ current: true, by: 'file', exists: true }),
    { timeout: 15_000 },
  )
  const { versions } = await list(get)
  const former = versions.find(({ current }) => !current)
  const diff = await get<DocumentDiff>(`/api/documents/claude/history/${former?.revision}/diff`)
  expect(diff.hunks[0]?.lines.some(({ kind, text }) => kind === 'removed' && text.includes('one.example'))).toBe(true)
  expect(JSON.stringify([diff, versions])).not.toContain(SECRET)

  const body = { revision: former?.revision }
  expect((await send('POST', '/api/documents/claude/rollback', body)).status).toBe(412)
  expect(home.read('claude.json')).toBe('{}')
  const back = await send('POST', '/api/documents/claude/rollback', body, { 'if-match': '*' })
  expect(back.status).toBe(200)
  expect(await back.text()).not.toContain(SECRET)
  expect(home.read('claude.json')).toBe(before)
})

test('what is not kept is not found, and what is forgotten is not kept', async () => {
  const { get, send, ask } = await adminContext({ claude: { main: entry('https://one.example') } })
  expect((await ask('/api/documents/claude/history/99/diff')).status).toBe(404)
  expect((await ask('/api/documents/none/history')).status).toBe(404)
  expect((await send('POST', '/api/documents/claude/rollback', { revision: 0 }, { 'if-match': '*' })).status).toBe(400)
  await send('PUT', '/api/documents/claude', { text: '{}' }, { 'if-match': '*' })
  expect((await list(get)).versions.length).toBeGreaterThan(1)
  expect((await send('DELETE', '/api/documents/claude/history')).status).toBe(200)
  expect((await list(get)).versions).toEqual([])
})
