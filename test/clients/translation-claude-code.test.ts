/** The real Claude Code at upstreams of other protocols, whose servers refuse whatever is not in their schema. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ProtocolId } from '../../src/contract/protocol.ts'
import { clp, upstream } from '../kit/clp.ts'
import { json } from '../kit/replies.ts'
import { entry } from '../kit/temp-home.ts'
import { type ClientPrograms, installClients } from './client-programs.ts'
import { createPerson, type Person } from './client-run.ts'
import {
  activeAt,
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

const at = (claude: string): Person => {
  const made = createPerson(programs, { claude })
  onTestFinished(made.remove)
  return made
}

describe.each(['chat', 'responses', 'gemini'] as const)('Claude Code at an upstream of %s', (protocol) => {
  test('has a plain turn', async () => {
    const { behind, faults, asked } = await server(protocol, [WHY, says('Grüße aus 漢字 🙂')])
    const { claudeUrl } = await clp({ claude: { main: entry(behind.url, { protocol }) } })
    const result = await at(claudeUrl).claude('Say hi')
    expect([faults, result.status, result.stdout]).toEqual([[], 0, 'Grüße aus 漢字 🙂\n'])
    expect(told(asked[0])).toContain('Say hi')
    expect(behind.seen[0]?.rawHeaders.join(' ')).not.toMatch(/anthropic-beta|x-claude-code|dummy-claude-token/i)
  })

  test('reads two files at once, one of them a picture', async () => {
    let [note, picture] = ['', '']
    const reads = () => [
      WHY,
      says('Let me see'),
      calls('c1', 'Read', { file_path: note }),
      calls('c2', 'Read', { file_path: picture }),
    ]
    const { behind, faults, asked } = await server(protocol, reads, [says('I have read them')])
    const { claudeUrl } = await clp({ claude: { main: entry(behind.url, { protocol }) } })
    const one = at(claudeUrl)
    ;[note, picture] = [join(one.folder, 'note.txt'), join(one.folder, 'dot.png')]
    writeFileSync(note, 'the number is 4711\n')
    writeFileSync(picture, Buffer.from(PICTURE, 'base64'))
    const result = await one.claude('Read the note and the picture')
    expect([faults, result.status, result.stdout]).toEqual([[], 0, 'I have read them\n'])
    const second = told(asked.at(-1))
    expect(second).toContain('the number is 4711')
    expect(second).toContain(pictureIn(protocol))
  })

  test('edits a file', async () => {
    let file_path = ''
    const edit = () => ({ file_path, old_string: 'old', new_string: 'new "quoted" \\ line' })
    const turns = [() => [calls('c1', 'Read', { file_path })], () => [WHY, calls('c2', 'Edit', edit())], [says('Done')]]
    const { behind, faults, asked } = await server(protocol, ...turns)
    const { claudeUrl } = await clp({ claude: { main: entry(behind.url, { protocol }) } })
    const one = at(claudeUrl)
    file_path = join(one.folder, 'note.txt')
    writeFileSync(file_path, 'old\n')
    const result = await one.claude('--permission-mode', 'acceptEdits', '--', 'Correct the note')
    expect([faults, result.status, result.stdout, asked.length]).toEqual([[], 0, 'Done\n', 3])
    expect(readFileSync(file_path, 'utf8')).toBe('new "quoted" \\ line\n')
  })

  test('goes to its own protocol in the middle of a conversation, and back', async () => {
    const foreign = await server(protocol, [WHY, says('First answer')], [says('Third answer')])
    const own = await ownServer('messages', [{ ...WHY, secret: 'b3du' }, says('Second answer')])
    const documents = (active: ProtocolId) => ({ claude: activeAt({ [protocol]: foreign, messages: own }, active) })
    const { claudeUrl, home } = await clp(documents(protocol))
    const one = at(claudeUrl)
    expect((await one.claude('First question')).stdout).toBe('First answer\n')
    home.write(documents('messages'))
    expect((await one.claude('--continue', 'Second question')).stdout).toBe('Second answer\n')
    home.write(documents(protocol))
    expect((await one.claude('--continue', 'Third question')).stdout).toBe('Third answer\n')
    expect(foreign.faults).toEqual([])
    expect(await heard(own)).not.toMatch(/clp1\.|c2VjcmV0/)
    const last = told(foreign.asked.at(-1))
    for (const part of ['First answer', 'Second answer', 'Third question']) expect(last).toContain(part)
    expect(last).not.toContain('b3du')
    // What this upstream thought goes back to it, byte for byte; Chat has no place for it.
    expect(last.includes(SECRET)).toBe(protocol !== 'chat')
  })

  test('shows what the upstream complains about, in its words', async () => {
    const behind = await upstream(json({ error: { message: COMPLAINT, code: 'x' } }, 400))
    const { claudeUrl } = await clp({ claude: { main: entry(behind.url, { protocol }) } })
    const result = await at(claudeUrl).claude('Say hi')
    expect(result.status).not.toBe(0)
    expect(result.stdout + result.stderr).toContain(COMPLAINT)
  })
})

test('Claude Code goes through upstreams of three other protocols in one conversation', async () => {
  const servers = {
    chat: await server('chat', [WHY, says('First answer')], [says('Fourth answer')]),
    responses: await server('responses', [WHY, says('Second answer')]),
    gemini: await server('gemini', [WHY, says('Third answer')]),
  }
  const { claudeUrl, home } = await clp({ claude: activeAt(servers, 'chat') })
  const one = at(claudeUrl)
  expect((await one.claude('First question')).stdout).toBe('First answer\n')
  home.write({ claude: activeAt(servers, 'responses') })
  expect((await one.claude('--continue', 'Second question')).stdout).toBe('Second answer\n')
  home.write({ claude: activeAt(servers, 'gemini') })
  expect((await one.claude('--continue', 'Third question')).stdout).toBe('Third answer\n')
  home.write({ claude: activeAt(servers, 'chat') })
  expect((await one.claude('--continue', 'Fourth question')).stdout).toBe('Fourth answer\n')
  for (const { faults } of Object.values(servers)) expect(faults).toEqual([])
  const last = told(servers.chat.asked.at(-1))
  for (const part of ['First answer', 'Second answer', 'Third answer', 'Fourth question']) expect(last).toContain(part)
  for (const request of [servers.gemini.asked[0], last]) expect(told(request)).not.toMatch(/c2VjcmV0|clp1|Y2xwMS/)
})
