/** The real Gemini CLI through CLP: a plain turn and a tool turn. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { clp, upstream } from '../kit/clp.ts'
import type { FakeUpstream, Script, SeenRequest } from '../kit/fake-upstream.ts'
import { json, pieces } from '../kit/replies.ts'
import { entry } from '../kit/temp-home.ts'
import { type ClientPrograms, installClients } from './client-programs.ts'
import { createPerson, type Person } from './client-run.ts'

let programs: ClientPrograms

beforeAll(() => {
  programs = installClients()
})

const at = (address: string): Person => {
  const person = createPerson(programs, { gemini: address })
  onTestFinished(person.remove)
  return person
}

const answer = (...parts: readonly unknown[]) => ({
  candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
  usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 3, totalTokenCount: 12 },
})

/** Each answer to the conversation in its turn; the small question beforehand, how hard the task is, gets the same one always. */
const inTurn = (...turns: readonly (readonly unknown[])[]): Script => {
  let turn = 0
  return (request, reply) => {
    if (!isTurn(request))
      return json(answer({ text: '{"complexity_reasoning":"","complexity_score":1}' }))(request, reply)
    turn += 1
    const said = (turns[turn - 1] ?? []).map((part) => `data: ${JSON.stringify(answer(part))}\r\n\r\n`)
    return pieces(said)(request, reply)
  }
}

const isTurn = ({ url }: SeenRequest): boolean => url.includes(':streamGenerateContent')

const turnsOf = (behind: FakeUpstream): readonly SeenRequest[] => behind.seen.filter(isTurn)

const conversation = async (request: SeenRequest | undefined): Promise<string> =>
  JSON.stringify(JSON.parse((await request?.body())?.toString() ?? '{}').contents)

const OURS = { api_key: 'upstream-key', auth_token: null }

test('a plain turn: every word arrives, and the client’s key stays here', async () => {
  const behind = await upstream(inTurn([{ text: 'Grüße ' }, { text: 'aus 漢字 🙂' }]))
  const here = await clp({ gemini: { main: entry(behind.url, OURS) } })
  const result = await at(here.urlOf('gemini')).gemini('Say hi')
  expect([result.status, result.stdout.trim()]).toEqual([0, 'Grüße aus 漢字 🙂'])
  const [request] = turnsOf(behind)
  expect(request?.header('x-goog-api-key')).toEqual(['upstream-key'])
  expect(await conversation(request)).toContain('Say hi')
})

test('a tool turn: the upstream asks for a file and sees what is in it', async () => {
  const call = { functionCall: { name: 'read_file', args: { file_path: 'note.txt' } } }
  const behind = await upstream(inTurn([call], [{ text: 'I have read it' }]))
  const here = await clp({ gemini: { main: entry(behind.url, OURS) } })
  const person = at(here.urlOf('gemini'))
  writeFileSync(join(person.folder, 'note.txt'), 'the number is 4711\n')
  const result = await person.gemini('Read the note')
  expect([result.status, result.stdout.trim()]).toEqual([0, 'I have read it'])
  expect(turnsOf(behind)).toHaveLength(2)
  expect(await conversation(turnsOf(behind)[1])).toContain('the number is 4711')
})
