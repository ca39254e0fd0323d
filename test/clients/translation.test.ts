/** The real clients at upstreams of other protocols, whose servers refuse whatever is not in their schema. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ProtocolId } from '../../src/contract/protocol.ts'
import { clp, upstream } from '../kit/clp.ts'
import { type Any, type Said, streamedAnswer, wholeAnswer } from '../kit/conversation.ts'
import { json, pieces } from '../kit/replies.ts'
import { type StrictServer, strictServer, type Turn } from '../kit/strict-server.ts'
import { entry } from '../kit/temp-home.ts'
import { type ClientPrograms, installClients } from './client-programs.ts'
import { createPerson, type Person } from './client-run.ts'

let programs: ClientPrograms

beforeAll(() => {
  programs = installClients()
})

const same = (name: string): string => name
const says = (text: string): Said => ({ type: 'text', text })
const calls = (id: string, name: string, args: object): Said => ({ type: 'call', id, name, args: JSON.stringify(args) })
const WHY: Said = { type: 'reasoning', text: 'why', secret: 'c2VjcmV0' }

/** A picture of one point. */
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** Requests that bring tools are the conversation; clients ask for other small things besides. */
const server = (protocol: ProtocolId, ...turns: readonly Turn[]): Promise<StrictServer> =>
  strictServer(protocol, turns, { isTurn: ({ tools }) => tools !== undefined })

const person = (addresses: Parameters<typeof createPerson>[1]): Person => {
  const made = createPerson(programs, addresses)
  onTestFinished(made.remove)
  return made
}

const told = (request: Any): string => JSON.stringify(request)

describe.each(['chat', 'responses', 'gemini'] as const)('Claude Code at an upstream of %s', (protocol) => {
  test('has a plain turn', async () => {
    const { behind, faults, asked } = await server(protocol, [WHY, says('Grüße aus 漢字 🙂')])
    const { claudeUrl } = await clp({ claude: { main: entry(behind.url, { protocol }) } })
    const result = await person({ claude: claudeUrl }).claude('Say hi')
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
    const one = person({ claude: claudeUrl })
    ;[note, picture] = [join(one.folder, 'note.txt'), join(one.folder, 'dot.png')]
    writeFileSync(note, 'the number is 4711\n')
    writeFileSync(picture, Buffer.from(PICTURE, 'base64'))
    const result = await one.claude('Read the note and the picture')
    expect([faults, result.status, result.stdout]).toEqual([[], 0, 'I have read them\n'])
    const second = told(asked.at(-1))
    expect(second).toContain('the number is 4711')
    expect(second).toContain(PICTURE.slice(0, 60))
  })
})

test('Claude Code goes from an upstream of Chat to its own protocol and back', async () => {
  const chat = await server('chat', [WHY, says('First answer')], [says('Third answer')])
  const own: Any[] = []
  const messages = await upstream(async (request, reply) => {
    const body = JSON.parse((await request.body()).toString() || '{}')
    own.push(body)
    const words = wholeAnswer('messages', [{ ...WHY, secret: 'b3du' }, says('Second answer')], same)
    return body.stream === true
      ? pieces([streamedAnswer('messages', [{ ...WHY, secret: 'b3du' }, says('Second answer')], same)])(request, reply)
      : json(words)(request, reply)
  })
  const active = (name: 'chat' | 'own') => ({
    claude: {
      chat: entry(chat.behind.url, { protocol: 'chat', active: name === 'chat' }),
      own: entry(messages.url, { active: name === 'own' }),
    },
  })
  const { claudeUrl, home } = await clp(active('chat'))
  const one = person({ claude: claudeUrl })
  expect((await one.claude('First question')).stdout).toBe('First answer\n')
  home.write(active('own'))
  expect((await one.claude('--continue', 'Second question')).stdout).toBe('Second answer\n')
  home.write(active('chat'))
  expect((await one.claude('--continue', 'Third question')).stdout).toBe('Third answer\n')
  expect(chat.faults).toEqual([])
  expect(own.map(told).join('')).not.toMatch(/clp1\./)
  for (const part of ['First answer', 'Second answer', 'Third question'])
    expect(told(chat.asked.at(-1))).toContain(part)
  expect(told(chat.asked.at(-1))).not.toContain('b3du')
})

test('Claude Code shows what an upstream of Chat complains about, in its words', async () => {
  const behind = await upstream(json({ error: { message: 'The moon is in the wrong house', code: 'x' } }, 400))
  const { claudeUrl } = await clp({ claude: { main: entry(behind.url, { protocol: 'chat' }) } })
  const result = await person({ claude: claudeUrl }).claude('Say hi')
  expect(result.stdout + result.stderr).toContain('The moon is in the wrong house')
})

describe.each(['chat', 'messages'] as const)('Codex at an upstream of %s', (protocol) => {
  const ANYWHERE = '--skip-git-repo-check'

  test('has a plain turn', async () => {
    const { behind, faults, asked } = await server(protocol, [WHY, says('Grüße aus 漢字 🙂')])
    const { codexUrl } = await clp({ codex: { main: entry(behind.url, { protocol }) } })
    const result = await person({ codex: codexUrl }).codex(ANYWHERE, 'Say hi')
    expect([faults, result.status, result.stdout]).toEqual([[], 0, 'Grüße aus 漢字 🙂\n'])
    expect(told(asked[0])).toContain('Say hi')
    expect(behind.seen[0]?.rawHeaders.join(' ')).not.toMatch(/session-id|originator|x-codex|dummy-codex-key/i)
  })

  test('runs two commands at once, is shown a picture, and goes on in the same conversation', async () => {
    const turns = [
      [WHY, calls('c1', 'exec_command', { cmd: 'cat note.txt' }), calls('c2', 'exec_command', { cmd: 'echo two' })],
      [says('Done')],
      [says('Again')],
    ]
    const { behind, faults, asked } = await server(protocol, ...turns)
    const { codexUrl } = await clp({ codex: { main: entry(behind.url, { protocol }) } })
    const one = person({ codex: codexUrl })
    writeFileSync(join(one.folder, 'note.txt'), 'the number is 4711\n')
    writeFileSync(join(one.folder, 'dot.png'), Buffer.from(PICTURE, 'base64'))
    const result = await one.codex(ANYWHERE, '--image', 'dot.png', '--', 'Read the note')
    expect([faults, result.status, result.stdout]).toEqual([[], 0, 'Done\n'])
    for (const part of ['the number is 4711', 'two', PICTURE.slice(0, 30)]) expect(told(asked[1])).toContain(part)
    expect((await one.codex(ANYWHERE, 'resume', '--last', 'Once more')).stdout).toBe('Again\n')
    expect(faults).toEqual([])
  })

  test('edits a file with apply_patch', async () => {
    const patch = '*** Begin Patch\n*** Update File: note.txt\n@@\n-old\n+new "quoted" \\ line\n*** End Patch'
    const { behind, faults, asked } = await server(
      protocol,
      [calls('c1', 'apply_patch', { input: patch })],
      [says('Done')],
    )
    const { codexUrl } = await clp({ codex: { main: entry(behind.url, { protocol }) } })
    const one = person({ codex: codexUrl })
    writeFileSync(join(one.folder, 'note.txt'), 'old\n')
    // Of this model Codex knows that it edits files by a tool for it.
    const result = await one.codex(ANYWHERE, '-m', 'gpt-5.5', 'Mend the note')
    expect([faults, result.status, result.stdout]).toEqual([[], 0, 'Done\n'])
    expect(readFileSync(join(one.folder, 'note.txt'), 'utf8')).toBe('new "quoted" \\ line\n')
    expect(told(asked.at(-1))).toContain('Update File')
  })
})

test('Gemini CLI at an upstream of Messages reads a file', async () => {
  let file = ''
  const reads = () => [WHY, calls('c1', 'read_file', { file_path: file })]
  const { behind, faults, asked } = await server('messages', reads, [says('I have read it')])
  const ours = { protocol: 'messages', api_key: 'k', auth_token: null } as const
  const here = await clp({ gemini: { main: entry(behind.url, ours) } })
  const one = person({ gemini: here.urlOf('gemini') })
  file = join(one.folder, 'note.txt')
  writeFileSync(file, 'the number is 4711\n')
  const result = await one.gemini('Read the note')
  expect([faults, result.status, result.stdout.trim()]).toEqual([[], 0, 'I have read it'])
  expect(told(asked.at(-1))).toContain('the number is 4711')
})
