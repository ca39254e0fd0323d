/** The real Codex at upstreams of other protocols, whose servers refuse whatever is not in their schema. */
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

const at = (codex: string): Person => {
  const made = createPerson(programs, { codex })
  onTestFinished(made.remove)
  return made
}

const ANYWHERE = '--skip-git-repo-check'

describe.each(['chat', 'messages'] as const)('Codex at an upstream of %s', (protocol) => {
  test('has a plain turn', async () => {
    const { behind, faults, asked } = await server(protocol, [WHY, says('Grüße aus 漢字 🙂')])
    const { codexUrl } = await clp({ codex: { main: entry(behind.url, { protocol }) } })
    const result = await at(codexUrl).codex(ANYWHERE, 'Say hi')
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
    const one = at(codexUrl)
    writeFileSync(join(one.folder, 'note.txt'), 'the number is 4711\n')
    writeFileSync(join(one.folder, 'dot.png'), Buffer.from(PICTURE, 'base64'))
    const result = await one.codex(ANYWHERE, '--image', 'dot.png', '--', 'Read the note')
    expect([faults, result.status, result.stdout]).toEqual([[], 0, 'Done\n'])
    for (const part of ['the number is 4711', 'two', pictureIn(protocol)]) expect(told(asked[1])).toContain(part)
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
    const one = at(codexUrl)
    writeFileSync(join(one.folder, 'note.txt'), 'old\n')
    // Of this model Codex knows that it edits files by a tool for it.
    const result = await one.codex(ANYWHERE, '-m', 'gpt-5.5', 'Mend the note')
    expect([faults, result.status, result.stdout]).toEqual([[], 0, 'Done\n'])
    expect(readFileSync(join(one.folder, 'note.txt'), 'utf8')).toBe('new "quoted" \\ line\n')
    expect(told(asked.at(-1))).toContain('Update File')
  })

  test('goes to its own protocol in the middle of a conversation, and back', async () => {
    const foreign = await server(protocol, [WHY, says('First answer')], [says('Third answer')])
    const own = await ownServer('responses', [{ ...WHY, secret: 'b3du' }, says('Second answer')])
    const documents = (active: ProtocolId) => ({ codex: activeAt({ [protocol]: foreign, responses: own }, active) })
    const { codexUrl, home } = await clp(documents(protocol))
    const one = at(codexUrl)
    expect((await one.codex(ANYWHERE, 'First question')).stdout).toBe('First answer\n')
    home.write(documents('responses'))
    expect((await one.codex(ANYWHERE, 'resume', '--last', 'Second question')).stdout).toBe('Second answer\n')
    home.write(documents(protocol))
    expect((await one.codex(ANYWHERE, 'resume', '--last', 'Third question')).stdout).toBe('Third answer\n')
    expect(foreign.faults).toEqual([])
    const seen = await heard(own)
    expect(seen).toContain('First answer')
    expect(seen).not.toMatch(/clp1\.|c2VjcmV0/)
    const last = told(foreign.asked.at(-1))
    for (const part of ['First answer', 'Second answer', 'Third question']) expect(last).toContain(part)
    expect(last).not.toContain('b3du')
    // What this upstream thought goes back to it, byte for byte; Chat has no place for it.
    expect(last.includes(SECRET)).toBe(protocol !== 'chat')
  })

  test('shows what the upstream complains about, in its words', async () => {
    const behind = await upstream(json({ error: { message: COMPLAINT, code: 'x' } }, 400))
    const { codexUrl } = await clp({ codex: { main: entry(behind.url, { protocol }) } })
    const result = await at(codexUrl).codex(ANYWHERE, 'Say hi')
    expect(result.status).not.toBe(0)
    expect(result.stdout + result.stderr).toContain(COMPLAINT)
  })
})
