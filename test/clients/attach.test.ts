/** The real clients, pointed at CLP by nothing but `clp attach`; after `clp detach` their files are what they were. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { messageStream, text } from '../../src/protocol/anthropic-messages/sample-answer.ts'
import { responseStream, says } from '../../src/protocol/openai-responses/sample-answer.ts'
import { clp as command } from '../kit/cli.ts'
import { clp, upstream } from '../kit/clp.ts'
import { pieces } from '../kit/replies.ts'
import { entry } from '../kit/temp-home.ts'
import { type ClientPrograms, installClients } from './client-programs.ts'
import { createPerson, QUIET_CODEX } from './client-run.ts'

let programs: ClientPrograms

beforeAll(() => {
  programs = installClients()
})

const CLIENTS = {
  claude: {
    file: '.claude/settings.json',
    args: ['-p', 'Say hi'],
    answer: () => pieces([messageStream({ blocks: [text('Hello ', 'from upstream')] })]),
  },
  codex: {
    file: '.codex/config.toml',
    args: ['exec', '--skip-git-repo-check', 'Say hi'],
    answer: () => pieces([responseStream({ items: [says('Hello ', 'from upstream')] })]),
  },
} as const

const SETTINGS = '\uFEFF{\r\n\t"cleanupPeriodDays": 30\r\n}\r\n'
const CONFIG = `# mine\nmodel = "gpt-5-codex" # usual\n${QUIET_CODEX}`

test.each([
  { service: 'claude', own: undefined, access: false },
  { service: 'claude', own: SETTINGS, access: true },
  { service: 'codex', own: CONFIG, access: false },
  { service: 'codex', own: CONFIG, access: true },
] as const)('attach and detach $service, access: $access', async ({ service, own, access }) => {
  const { file, args, answer } = CLIENTS[service]
  const behind = await upstream(answer())
  const auth = { enabled: access, tokens: [] }
  const { home, claude, codex } = await clp({ [service]: { main: entry(behind.url) }, auth })
  const person = createPerson(programs, {})
  onTestFinished(person.remove)
  const path = join(person.home, file)
  rmSync(path, { force: true })
  mkdirSync(dirname(path), { recursive: true })
  if (own !== undefined) writeFileSync(path, own)
  const environment = { HOME: person.home, CLP_CLAUDE_PORT: String(claude), CLP_CODEX_PORT: String(codex) }

  expect((await command(['attach', service, '--yes'], { home: home.root, environment })).code).toBe(0)
  const result = await person.byItsFile(service, ...args)
  expect([result.status, result.stdout]).toEqual([0, 'Hello from upstream\n'])
  const [request] = behind.seen.filter(({ method }) => method === 'POST')
  expect(request?.header('authorization')).toEqual(['Bearer upstream-token'])
  expect(request?.header('x-api-key')).toEqual([])
  expect(JSON.parse(home.read('auth.json')).tokens).toHaveLength(access ? 1 : 0)

  expect((await command(['detach', service, '--yes'], { home: home.root, environment })).code).toBe(0)
  expect(existsSync(path) ? readFileSync(path, 'utf8') : undefined).toBe(own)
  expect(JSON.parse(home.read('auth.json')).tokens).toEqual([])
})
