/** The real Gemini CLI at an upstream of Messages, whose server refuses whatever is not in its schema. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import type { UpstreamEntry } from '../../src/contract/settings.ts'
import { clp, upstream } from '../kit/clp.ts'
import { json } from '../kit/replies.ts'
import { entry } from '../kit/temp-home.ts'
import { type ClientPrograms, installClients } from './client-programs.ts'
import { createPerson, type Person } from './client-run.ts'
import {
  COMPLAINT,
  calls,
  heard,
  ownServer,
  PICTURE,
  pictureIn,
  SECRET,
  says,
  server,
  told,
  WHY,
} from './strict-turns.ts'

let programs: ClientPrograms

beforeAll(() => {
  programs = installClients()
})

/** CLP before one upstream of Messages, and a person at it. */
const before = async (url: string): Promise<Person> => {
  const here = await clp({ gemini: { main: messages(url) } })
  return at(here.urlOf('gemini'))
}

const messages = (url: string, fields: Partial<UpstreamEntry> = {}): UpstreamEntry =>
  entry(url, { protocol: 'messages', api_key: 'k', auth_token: null, ...fields })

const at = (gemini: string): Person => {
  const made = createPerson(programs, { gemini })
  onTestFinished(made.remove)
  return made
}

test('has a plain turn', async () => {
  const { behind, faults, asked } = await server('messages', [WHY, says('Grüße aus 漢字 🙂')])
  const result = await (await before(behind.url)).gemini('Say hi')
  expect([faults, result.status, result.stdout.trim()]).toEqual([[], 0, 'Grüße aus 漢字 🙂'])
  expect(told(asked[0])).toContain('Say hi')
  expect(behind.seen[0]?.rawHeaders.join(' ')).not.toMatch(/x-goog|x-gemini|dummy-gemini-key/i)
})

test('reads two files at once, one of them a picture', async () => {
  const reads = ['note.txt', 'dot.png'].map((file_path, index) => calls(`c${index}`, 'read_file', { file_path }))
  const { behind, faults, asked } = await server('messages', [WHY, ...reads], [says('I have read them')])
  const one = await before(behind.url)
  writeFileSync(join(one.folder, 'note.txt'), 'the number is 4711\n')
  writeFileSync(join(one.folder, 'dot.png'), Buffer.from(PICTURE, 'base64'))
  const result = await one.gemini('Read the note and the picture')
  expect([faults, result.status, result.stdout.trim()]).toEqual([[], 0, 'I have read them'])
  for (const part of ['the number is 4711', pictureIn('messages'), SECRET]) expect(told(asked[1])).toContain(part)
})

test('edits a file', async () => {
  const edit = { file_path: 'note.txt', instruction: 'x', old_string: 'old', new_string: 'new "quoted" \\ line' }
  const { behind, faults, asked } = await server('messages', [WHY, calls('c1', 'replace', edit)], [says('Done')])
  const one = await before(behind.url)
  writeFileSync(join(one.folder, 'note.txt'), 'old\n')
  const result = await one.gemini('Correct the note')
  expect([faults, result.status, result.stdout.trim(), asked.length]).toEqual([[], 0, 'Done', 2])
  expect(readFileSync(join(one.folder, 'note.txt'), 'utf8')).toBe('new "quoted" \\ line\n')
})

test('goes to its own protocol in the middle of a conversation, and back', async () => {
  const foreign = await server('messages', [WHY, says('First answer')], [says('Third answer')])
  const own = await ownServer('gemini', [{ ...WHY, secret: 'b3du' }, says('Second answer')])
  const documents = (active: 'foreign' | 'own') => ({
    gemini: {
      foreign: messages(foreign.behind.url, { active: active === 'foreign' }),
      own: entry(own.behind.url, { active: active === 'own' }),
    },
  })
  const { urlOf, home } = await clp(documents('foreign'))
  const one = at(urlOf('gemini'))
  expect((await one.gemini('First question')).stdout.trim()).toBe('First answer')
  home.write(documents('own'))
  expect((await one.gemini('Second question', '--resume', 'latest')).stdout.trim()).toBe('Second answer')
  home.write(documents('foreign'))
  expect((await one.gemini('Third question', '--resume', 'latest')).stdout.trim()).toBe('Third answer')
  expect(foreign.faults).toEqual([])
  const seen = await heard(own)
  expect(seen).toContain('First answer')
  expect(seen).not.toMatch(/clp1|Y2xwMS|c2VjcmV0/)
  const last = told(foreign.asked.at(-1))
  for (const part of ['First answer', 'Second answer', 'Third question']) expect(last).toContain(part)
  expect(last).not.toContain('b3du')
})

test('shows what the upstream complains about, in its words', async () => {
  const refused = { type: 'error', error: { type: 'invalid_request_error', message: COMPLAINT } }
  const behind = await upstream(json(refused, 400))
  const result = await (await before(behind.url)).gemini('Say hi')
  expect(result.status).not.toBe(0)
  expect(result.stdout + result.stderr).toContain(COMPLAINT)
})
