/** The real Claude Code through CLP: a plain turn, a tool turn, a switch of the upstream between two turns of one conversation. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import {
  messageEvents,
  messageStream,
  text,
  thinking,
  toolUse,
} from '../../src/protocol/anthropic-messages/sample-answer.ts'
import { sseEvent } from '../../src/protocol/common/sample-event.ts'
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

const says = (...words: readonly string[]) => pieces([messageStream({ blocks: [text(...words)] })])

/** The conversation a request carries, as one text. */
const conversation = async (request: SeenRequest | undefined): Promise<string> =>
  JSON.stringify(JSON.parse((await request?.body())?.toString() ?? '{}').messages)

/** Requests of a conversation; a client may ask for other small things besides. */
const turns = (behind: FakeUpstream): readonly SeenRequest[] =>
  behind.seen.filter(({ url }) => url.startsWith('/v1/messages?'))

test('a plain turn: every word arrives, and the client’s token stays here', async () => {
  const plan = { blocks: [thinking('c2lnbmVk', 'hm'), text('Grüße ', 'aus 漢字 🙂')] }
  const behind = await upstream(pieces(messageEvents(plan).map((event) => sseEvent(event))))
  const { claudeUrl } = await clp({ claude: { main: entry(behind.url) } })
  const result = await at(claudeUrl).claude('Say hi')
  expect([result.status, result.stdout]).toEqual([0, 'Grüße aus 漢字 🙂\n'])
  const [request] = turns(behind)
  expect(request?.header('authorization')).toEqual(['Bearer upstream-token'])
  expect(await conversation(request)).toContain('Say hi')
})

test('a tool turn: the upstream asks for a file and sees what is in it', async () => {
  const behind = await upstream(says('I have read it'))
  const { claudeUrl } = await clp({ claude: { main: entry(behind.url) } })
  const person = at(claudeUrl)
  const file = join(person.folder, 'note.txt')
  writeFileSync(file, 'the number is 4711\n')
  behind.next(
    pieces([messageStream({ blocks: [text('Let me see'), toolUse('toolu_01', 'Read', { file_path: file })] })]),
  )
  const result = await person.claude('Read the note')
  expect([result.status, result.stdout]).toEqual([0, 'I have read it\n'])
  expect(turns(behind)).toHaveLength(2)
  const second = await conversation(turns(behind)[1])
  expect(second).toContain('toolu_01')
  expect(second).toContain('the number is 4711')
})

test('the upstream is switched between two turns: the conversation goes on at the new one', async () => {
  const [first, second] = [await upstream(says('First answer')), await upstream(says('Second answer'))]
  const { claudeUrl, home } = await clp({
    claude: { first: entry(first.url, { active: true }), second: entry(second.url) },
  })
  const person = at(claudeUrl)
  expect((await person.claude('First question')).stdout).toBe('First answer\n')
  home.write({ claude: { first: entry(first.url), second: entry(second.url, { active: true, auth_token: 'other' }) } })
  expect((await person.claude('--continue', 'Second question')).stdout).toBe('Second answer\n')
  const [request] = turns(second)
  expect(request?.header('authorization')).toEqual(['Bearer other'])
  const told = await conversation(request)
  for (const part of ['First question', 'First answer', 'Second question']) expect(told).toContain(part)
  expect(turns(first)).toHaveLength(1)
})
