/** The real Codex through CLP: a plain turn, a tool turn, a switch of the upstream between two turns of one conversation. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { sseEvent } from '../../src/protocol/common/sample-event.ts'
import {
  calls,
  reasons,
  responseEvents,
  responseStream,
  says,
} from '../../src/protocol/openai-responses/sample-answer.ts'
import { clp, upstream } from '../kit/clp.ts'
import type { FakeUpstream, SeenRequest } from '../kit/fake-upstream.ts'
import { pieces } from '../kit/replies.ts'
import { entry } from '../kit/temp-home.ts'
import { type ClientPrograms, installClients } from './client-programs.ts'
import { createPerson, type Person } from './client-run.ts'

let programs: ClientPrograms

beforeAll(() => {
  programs = installClients()
})

const at = (address: string): Person => {
  const person = createPerson(programs, { claude: address, codex: address })
  onTestFinished(person.remove)
  return person
}

const answer = (...words: readonly string[]) => pieces([responseStream({ items: [says(...words)] })])

/** The conversation a request carries, as one text. */
const conversation = async (request: SeenRequest | undefined): Promise<string> =>
  JSON.stringify(JSON.parse((await request?.body())?.toString() ?? '{}').input)

const turns = (behind: FakeUpstream): readonly SeenRequest[] => behind.seen.filter(({ url }) => url === '/responses')

const ANYWHERE = '--skip-git-repo-check'

test('a plain turn: every word arrives, and the client’s key stays here', async () => {
  const plan = { items: [reasons('hm', 'c2VjcmV0'), says('Grüße ', 'aus 漢字 🙂')] }
  const behind = await upstream(pieces(responseEvents(plan).map((event) => sseEvent(event))))
  const { codexUrl } = await clp({ codex: { main: entry(behind.url) } })
  const result = await at(codexUrl).codex(ANYWHERE, 'Say hi')
  expect([result.status, result.stdout]).toEqual([0, 'Grüße aus 漢字 🙂\n'])
  const [request] = turns(behind)
  expect(request?.header('authorization')).toEqual(['Bearer upstream-token'])
  // What it can decode it says itself (nothing up to 0.169): nobody may ask for more in its name.
  expect(request?.header('accept-encoding')).toEqual(['zstd,gzip'])
  expect(await conversation(request)).toContain('Say hi')
})

test('a tool turn: the upstream asks for a command and sees what it printed', async () => {
  const behind = await upstream(answer('I have read it'))
  const { codexUrl } = await clp({ codex: { main: entry(behind.url) } })
  const person = at(codexUrl)
  writeFileSync(join(person.folder, 'note.txt'), 'the number is 4711\n')
  behind.next(pieces([responseStream({ items: [calls('call_1', 'exec_command', { cmd: 'cat note.txt' })] })]))
  const result = await person.codex(ANYWHERE, 'Read the note')
  expect([result.status, result.stdout]).toEqual([0, 'I have read it\n'])
  expect(turns(behind)).toHaveLength(2)
  const second = await conversation(turns(behind)[1])
  expect(second).toContain('call_1')
  expect(second).toContain('the number is 4711')
})

test('the upstream is switched between two turns: the conversation goes on at the new one', async () => {
  const [first, second] = [await upstream(answer('First answer')), await upstream(answer('Second answer'))]
  const { codexUrl, home } = await clp({
    codex: { first: entry(first.url, { active: true }), second: entry(second.url) },
  })
  const person = at(codexUrl)
  expect((await person.codex(ANYWHERE, 'First question')).stdout).toBe('First answer\n')
  home.write({ codex: { first: entry(first.url), second: entry(second.url, { active: true, auth_token: 'other' }) } })
  expect((await person.codex(ANYWHERE, 'resume', '--last', 'Second question')).stdout).toBe('Second answer\n')
  const [request] = turns(second)
  expect(request?.header('authorization')).toEqual(['Bearer other'])
  const told = await conversation(request)
  for (const part of ['First question', 'First answer', 'Second question']) expect(told).toContain(part)
  expect(turns(first)).toHaveLength(1)
})
