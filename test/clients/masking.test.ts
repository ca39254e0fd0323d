/**
 * The real Claude Code and the real Codex with masking on: tools read files with secrets, the upstream sees placeholders only and has the
 * files written anew, and every copy is the same, byte for byte.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { messageStream, text, toolUse } from '../../src/protocol/anthropic-messages/sample-answer.ts'
import { calls, responseStream, says } from '../../src/protocol/openai-responses/sample-answer.ts'
import { kinds } from '../../src/proxy/masks/index.ts'
import { foundBy, samplesOf } from '../../src/proxy/masks/masks.suite.ts'
import { clp, upstream } from '../kit/clp.ts'
import type { Script } from '../kit/fake-upstream.ts'
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

const BY_DEFAULT = kinds.filter(({ byDefault }) => byDefault)
const SAMPLES = BY_DEFAULT.flatMap((kind) => samplesOf(kind)[0] ?? []).filter((sample) => !sample.includes('\n'))
/** Each file is read in one turn and written in the next. */
const FILES = Array.from({ length: 6 }, (_, index) =>
  SAMPLES.slice(4 * index, 4 * index + 4)
    .map((sample, line) => `# ${line}\n${sample}\n`)
    .join(''),
)
const SECRETS = [
  ...new Set(FILES.flatMap((file) => foundBy(BY_DEFAULT, file).map(({ secret }) => secret.toString('utf8')))),
]

const holding = (bytes: Buffer): readonly string[] => SECRETS.filter((secret) => bytes.includes(secret))

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))

const writeFiles = (folder: string): void => {
  for (const [index, file] of FILES.entries()) writeFileSync(join(folder, `secrets-${index}.env`), file)
}

const copies = (folder: string): readonly string[] =>
  FILES.map((_, index) => readFileSync(join(folder, `copy-${index}.env`), 'utf8'))

interface ToolRequest {
  readonly messages?: readonly { readonly content: unknown }[]
  readonly input?: readonly { readonly type: string; readonly output?: unknown }[]
}

/** Runs a script of turns: `turn` says what the upstream answers to its nth question with tools. */
const scripted =
  (turn: (number: number, request: ToolRequest) => string, leaked: string[]): Script =>
  async (request, reply) => {
    const body = await request.body()
    leaked.push(...holding(body))
    const asked = JSON.parse(body.toString('utf8'))
    const done = (asked.messages ?? asked.input ?? []).filter(isResult).length
    await pieces([turn(done, asked)])(request, reply)
  }

const isResult = (item: { type?: string; content?: unknown }): boolean =>
  item.type === 'function_call_output' ||
  (Array.isArray(item.content) && item.content.some(({ type }: { type: string }) => type === 'tool_result'))

const whole = (result: unknown): string =>
  Array.isArray(result) ? result.map((part) => part.text ?? '').join('') : String(result)

/** Each with an id of its own: the client takes two of one id for parts of one. */
const message = (number: number, block: Parameters<typeof messageStream>[0]['blocks'][number]): string =>
  messageStream({ blocks: [block] }).replace(/msg_\w+/, `msg_${number}`)

test('Claude Code copies files whose secrets nobody else sees', { timeout: 300_000 }, async () => {
  expect(SECRETS.length).toBeGreaterThanOrEqual(20)
  const leaked: string[] = []
  const behind = await upstream(pieces([messageStream({ blocks: [text('')] })]))
  const { claudeUrl, home } = await clp({ claude: { main: entry(behind.url) }, mask: { enabled: true } })
  const person = at(claudeUrl)
  writeFiles(person.folder)
  behind.always(
    scripted((number, { messages = [] }) => {
      const file = Math.floor(number / 2)
      if (file === FILES.length) return message(number, text('All copied'))
      if (number % 2 === 0) {
        const file_path = join(person.folder, `secrets-${file}.env`)
        return message(number, toolUse(`toolu_${number}`, 'Read', { file_path }))
      }
      const results = messages.flatMap(({ content }) => (Array.isArray(content) ? content : []))
      const seen = whole(results.findLast(({ type }) => type === 'tool_result')?.content)
      // Lines come with their numbers.
      const lines = [...seen.matchAll(/^ *\d+(?:→|\t)(.*)$/gm)].map(([, line]) => line).filter((line) => line !== '')
      const input = { file_path: join(person.folder, `copy-${file}.env`), content: `${lines.join('\n')}\n` }
      return message(number, toolUse(`toolu_${number}`, 'Write', input))
    }, leaked),
  )
  const result = await person.claude(
    '--allowedTools',
    'Read,Write',
    '--permission-mode',
    'acceptEdits',
    '--',
    'Copy the files',
  )
  expect([result.status, result.stdout, leaked]).toEqual([0, 'All copied\n', []])
  expect(copies(person.folder)).toEqual(FILES)
  for (const file of filesBelow(home.root)) expect([file, holding(readFileSync(file))]).toEqual([file, []])
})

test('Codex copies files whose secrets nobody else sees', { timeout: 300_000 }, async () => {
  const leaked: string[] = []
  const behind = await upstream(pieces([responseStream({ items: [says('')] })]))
  const { codexUrl, home } = await clp({ codex: { main: entry(behind.url) }, mask: { enabled: true } })
  const person = at(codexUrl)
  writeFiles(person.folder)
  behind.always(
    scripted((number, { input = [] }) => {
      const file = Math.floor(number / 2)
      if (file === FILES.length) return responseStream({ items: [says('All copied')] })
      if (number % 2 === 0) {
        return responseStream({ items: [calls(`call_${number}`, 'exec_command', { cmd: `cat secrets-${file}.env` })] })
      }
      const seen = whole(input.findLast(({ type }) => type === 'function_call_output')?.output)
      const content = seen.slice(seen.indexOf('# 0\n'))
      const cmd = `cat > copy-${file}.env <<'END_OF_FILE'\n${content.trimEnd()}\nEND_OF_FILE`
      return responseStream({ items: [calls(`call_${number}`, 'exec_command', { cmd })] })
    }, leaked),
  )
  const result = await person.codex(
    '--skip-git-repo-check',
    '--dangerously-bypass-approvals-and-sandbox',
    'Copy the files',
  )
  expect([result.status, result.stdout, leaked]).toEqual([0, 'All copied\n', []])
  expect(copies(person.folder)).toEqual(FILES)
  for (const file of filesBelow(home.root)) expect([file, holding(readFileSync(file))]).toEqual([file, []])
})
