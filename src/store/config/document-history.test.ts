import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { createTempHome } from '../../../test/kit/temp-home.ts'
import { createDocumentHistory } from './document-history.ts'

const history = () => {
  const home = createTempHome()
  onTestFinished(() => home.remove())
  const data = join(home.root, 'data')
  mkdirSync(data, { recursive: true })
  const troubles: unknown[] = []
  const folder = join(data, 'history')
  const made = createDocumentHistory({
    folder,
    home: data,
    clock: createFakeClock(),
    onTrouble: (error) => troubles.push(error),
  })
  return { data, folder, troubles, ...made }
}

it('keeps what is noted, newest first, and the same text only once', async () => {
  const { of, note, settled, folder } = history()
  note('claude', { text: undefined, by: 'file' })
  note('claude', { text: '{"a":1}', by: 'clp' })
  note('claude', { text: '{"a":1}', by: 'file' })
  await settled()
  note('claude', { text: '{"a":2}', by: 'file' })
  await settled()
  expect(of('claude').map(({ revision, text, by }) => ({ revision, text, by }))).toEqual([
    { revision: 3, text: '{"a":2}', by: 'file' },
    { revision: 2, text: '{"a":1}', by: 'clp' },
    { revision: 1, text: null, by: 'file' },
  ])
  expect(of('codex')).toEqual([])
  expect(statSync(join(folder, 'claude.json')).mode & 0o077).toBe(0)
  expect(statSync(folder).mode & 0o077).toBe(0)
})

it('keeps the last fifty, and no more than 8 MB of them', async () => {
  const { of, note, settled } = history()
  for (let count = 1; count <= 60; count += 1) note('claude', { text: `${count}`, by: 'clp' })
  await settled()
  expect(of('claude').map(({ text }) => text)).toEqual(Array.from({ length: 50 }, (_, index) => `${60 - index}`))
  for (const letter of 'abcd') note('claude', { text: letter.repeat(3_000_000), by: 'clp' })
  await settled()
  expect(of('claude').map(({ text }) => text?.charAt(0))).toEqual(['d', 'c'])
  note('claude', { text: 'e'.repeat(9_000_000), by: 'clp' })
  await settled()
  expect(of('claude').map(({ revision, text }) => [revision, text?.charAt(0)])).toEqual([[65, 'e']])
})

it('puts a file that holds no history aside and begins anew', async () => {
  const { of, note, settled, folder } = history()
  mkdirSync(folder)
  writeFileSync(join(folder, 'claude.json'), '{"versions":[{"revision":"x"}]}')
  note('claude', { text: 'new', by: 'clp' })
  await settled()
  expect(of('claude').map(({ text }) => text)).toEqual(['new'])
  expect(readdirSync(folder).sort()).toEqual(['claude.json', 'claude.json.damaged'])
})

it('forgets a document with all its secrets', async () => {
  const { of, note, settled, clear, folder } = history()
  note('claude', { text: 'sk-secret', by: 'clp' })
  await settled()
  note('claude', { text: 'sk-other', by: 'clp' })
  clear('claude')
  await settled()
  expect(of('claude')).toEqual([])
  expect(existsSync(join(folder, 'claude.json'))).toBe(false)
})

it('makes no home again that was taken away, says so, and fails nobody', async () => {
  const { data, note, settled, troubles } = history()
  rmSync(data, { recursive: true })
  note('claude', { text: 'new', by: 'clp' })
  await settled()
  expect(existsSync(data)).toBe(false)
  expect(troubles).toHaveLength(1)
})
