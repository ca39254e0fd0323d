/**
 * The real clients, pointed at CLP by nothing but `clp attach`: with access off and on, and with a (made-up) login of their own that an
 * upstream without a credential is to see. After `clp detach` their files are what they were.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { messageStream, text } from '../../src/protocol/anthropic-messages/sample-answer.ts'
import { generated, generatedStream } from '../../src/protocol/gemini/sample-answer.ts'
import { completionStream } from '../../src/protocol/openai-chat/sample-answer.ts'
import { responseStream, says } from '../../src/protocol/openai-responses/sample-answer.ts'
import { clp as command } from '../kit/cli.ts'
import { clp, upstream } from '../kit/clp.ts'
import type { FakeUpstream, Script, SeenRequest } from '../kit/fake-upstream.ts'
import { json, pieces } from '../kit/replies.ts'
import { entry } from '../kit/temp-home.ts'
import { type ClientPrograms, installClients } from './client-programs.ts'
import { createPerson, type Person, QUIET_CODEX } from './client-run.ts'

let programs: ClientPrograms

beforeAll(() => {
  programs = installClients()
})

type Client = keyof ClientPrograms

const SAID = 'Hello from upstream'

/** Gemini CLI asks first how hard the task is. */
const gemini: Script = (request, reply) =>
  request.url.includes(':streamGenerateContent')
    ? pieces([generatedStream({ pieces: [SAID] })])(request, reply)
    : json(generated({ pieces: ['{"complexity_reasoning":"","complexity_score":1}'] }))(request, reply)

interface Known {
  readonly service: string
  /** The file that attaching changes. */
  readonly file: string
  /** What stands in it before. */
  readonly own: string | undefined
  readonly args: readonly string[]
  readonly answer: () => Script
  /** How a key of CLP's arrives at the upstream. */
  readonly shown: readonly [string, string]
  /** A login of the client's own: in which file, and how it arrives. */
  readonly login: { readonly file: string; readonly text: string; readonly shown: readonly [string, string] }
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Signed by nobody. */
const ID_TOKEN = [
  encoded({ alg: 'none' }),
  encoded({
    email: 'me@example.com',
    exp: 4_102_444_800,
    'https://api.openai.com/auth': { chatgpt_account_id: 'account-1', chatgpt_plan_type: 'pro' },
  }),
  'x',
].join('.')

const CHATGPT = JSON.stringify({
  OPENAI_API_KEY: null,
  tokens: { id_token: ID_TOKEN, access_token: ID_TOKEN, refresh_token: 'made-up', account_id: 'account-1' },
  last_refresh: new Date().toISOString(),
})

/** With the number of its form, which Qwen Code would add by itself, as opencode adds the address of its schema. */
const QWEN = [
  '  "model": {\n    "name": "qwen3-coder-plus"\n  }',
  '  "privacy": {\n    "usageStatisticsEnabled": false\n  }',
  '  "$version": 4',
].join(',\n')

const CLIENTS: Readonly<Record<Client, Known>> = {
  claude: {
    service: 'claude',
    file: '.claude/settings.json',
    own: '\uFEFF{\r\n\t"cleanupPeriodDays": 30\r\n}\r\n',
    args: ['-p', 'Say hi'],
    answer: () => pieces([messageStream({ blocks: [text(SAID)] })]),
    shown: ['authorization', 'Bearer upstream-token'],
    login: {
      file: '.claude/.credentials.json',
      text: JSON.stringify({
        claudeAiOauth: {
          accessToken: 'sk-ant-oat01-made-up',
          refreshToken: 'made-up',
          expiresAt: 4_102_444_800_000,
          scopes: ['user:inference', 'user:profile'],
          subscriptionType: 'max',
        },
      }),
      shown: ['authorization', 'Bearer sk-ant-oat01-made-up'],
    },
  },
  codex: {
    service: 'codex',
    file: '.codex/config.toml',
    own: `# mine\nmodel = "gpt-5-codex" # usual\n${QUIET_CODEX}`,
    args: ['exec', '--skip-git-repo-check', 'Say hi'],
    answer: () => pieces([responseStream({ items: [says(SAID)] })]),
    shown: ['authorization', 'Bearer upstream-token'],
    login: { file: '.codex/auth.json', text: CHATGPT, shown: ['authorization', `Bearer ${ID_TOKEN}`] },
  },
  gemini: {
    service: 'gemini',
    file: '.gemini/.env',
    own: '# mine\nA=1',
    args: ['--skip-trust', '-p', 'Say hi'],
    answer: () => gemini,
    shown: ['authorization', 'Bearer upstream-token'],
    login: { file: '.gemini/.env', text: 'GEMINI_API_KEY=made-up\n', shown: ['x-goog-api-key', 'made-up'] },
  },
  opencode: {
    service: 'claude',
    file: '.config/opencode/opencode.json',
    own: '{\n  "$schema": "https://opencode.ai/config.json",\n  // mine\n  "theme": "system"\n}\n',
    args: ['run', '-m', 'anthropic/claude-sonnet-4-5', 'Say hi'],
    answer: () => pieces([messageStream({ blocks: [text(SAID)] })]),
    shown: ['authorization', 'Bearer upstream-token'],
    login: {
      file: '.local/share/opencode/auth.json',
      text: '{"anthropic":{"type":"api","key":"made-up"}}',
      shown: ['x-api-key', 'made-up'],
    },
  },
  qwen: {
    service: 'codex',
    file: '.qwen/settings.json',
    own: `{\n  // mine\n${QWEN}\n}\n`,
    args: ['-p', 'Say hi'],
    answer: () => pieces([completionStream({ pieces: [SAID] })]),
    shown: ['authorization', 'Bearer upstream-token'],
    login: {
      file: '.qwen/settings.json',
      text: `{\n  "security": {\n    "auth": {\n      "apiKey": "made-up"\n    }\n  },\n${QWEN}\n}`,
      shown: ['authorization', 'Bearer made-up'],
    },
  },
}

const put = (person: Person, file: string, content: string | undefined): void => {
  const path = join(person.home, file)
  rmSync(path, { force: true })
  mkdirSync(dirname(path), { recursive: true })
  if (content !== undefined) writeFileSync(path, content)
}

const contentOf = (person: Person, file: string): string | undefined => {
  const path = join(person.home, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/** A person with this client, an upstream of the client's service, and the command line of a CLP between them. */
const meet = async (client: Client, { access, credential }: { access: boolean; credential: boolean }) => {
  const { service, answer } = CLIENTS[client]
  const behind = await upstream(answer())
  const { home, claude, codex, urlOf } = await clp({
    claude: {},
    codex: {},
    gemini: {},
    [service]: { main: entry(behind.url, credential ? {} : { auth_token: '' }) },
    auth: { enabled: access, tokens: [] },
  })
  const person = createPerson(programs, {})
  onTestFinished(person.remove)
  rmSync(join(person.home, '.codex', 'auth.json'), { force: true })
  const environment = {
    HOME: person.home,
    CLP_CLAUDE_PORT: String(claude),
    CLP_CODEX_PORT: String(codex),
    CLP_GEMINI_PORT: new URL(urlOf('gemini')).port,
  }
  const run = async (verb: 'attach' | 'detach'): Promise<void> => {
    const { code, err } = await command([verb, client, '--yes'], { home: home.root, environment })
    expect([code, err]).toEqual([0, expect.any(String)])
  }
  return { behind, home, person, run }
}

/** The last of the questions: small ones come before. */
const question = ({ seen }: FakeUpstream): SeenRequest | undefined => seen.findLast(({ method }) => method === 'POST')

const NAMES = Object.keys(CLIENTS) as readonly Client[]
const CASES = NAMES.flatMap((client) => [false, true].map((access) => ({ client, access })))

test.each(CASES)('attach and detach $client, access: $access', async ({ client, access }) => {
  const { file, own, args, shown } = CLIENTS[client]
  const { behind, home, person, run } = await meet(client, { access, credential: true })
  put(person, file, own)
  await run('attach')
  const result = await person.byItsFile(client, ...args)
  expect([result.status, result.stdout.trim()], result.stderr).toEqual([0, SAID])
  const [header, value] = shown
  expect(question(behind)?.header(header)).toEqual([value])
  expect(JSON.parse(home.read('auth.json')).tokens).toHaveLength(access ? 1 : 0)
  await run('detach')
  expect(contentOf(person, file)).toBe(own)
  expect(JSON.parse(home.read('auth.json')).tokens).toEqual([])
})

/** Qwen Code has one place for a key: there CLP's token stands while access is on. */
const OWN = CASES.filter(({ client, access }) => client !== 'qwen' || !access)

test.each(OWN)(
  'an upstream without a credential sees the login of $client, access: $access',
  async ({ client, access }) => {
    const { file, own, args, login } = CLIENTS[client]
    const { behind, person, run } = await meet(client, { access, credential: false })
    put(person, file, own)
    put(person, login.file, login.text)
    const before = contentOf(person, file)
    await run('attach')
    const result = await person.byItsFile(client, ...args)
    expect([result.status, result.stdout.trim()], result.stderr).toEqual([0, SAID])
    const [header, value] = login.shown
    expect(question(behind)?.header(header)).toEqual([value])
    expect(JSON.stringify(question(behind)?.rawHeaders)).not.toContain('clp_')
    await run('detach')
    expect(contentOf(person, file)).toBe(before)
  },
)

test('headers of a login that CLP replaces go with it', async () => {
  const { behind, person, run } = await meet('codex', { access: false, credential: true })
  put(person, '.codex/config.toml', CLIENTS.codex.own)
  put(person, '.codex/auth.json', CHATGPT)
  await run('attach')
  expect((await person.byItsFile('codex', ...CLIENTS.codex.args)).status).toBe(0)
  expect(question(behind)?.header('authorization')).toEqual(['Bearer upstream-token'])
  expect(question(behind)?.header('chatgpt-account-id')).toEqual([])
})

test('Codex goes on with a conversation from before it was attached', async () => {
  const { behind, person, run } = await meet('codex', { access: false, credential: true })
  const elsewhere = await upstream(CLIENTS.codex.answer())
  put(person, '.codex/config.toml', `openai_base_url = "${elsewhere.url}"\n${CLIENTS.codex.own}`)
  put(person, '.codex/auth.json', '{"OPENAI_API_KEY":"made-up"}')
  const first = await person.byItsFile('codex', ...CLIENTS.codex.args)
  const [, id = ''] = /session id: (\S+)/.exec(first.stderr) ?? []
  expect(elsewhere.seen.length).toBeGreaterThan(0)
  await run('attach')
  const second = await person.byItsFile('codex', 'exec', '--skip-git-repo-check', 'resume', id, 'And now?')
  expect([second.status, second.stdout.trim()], second.stderr).toEqual([0, SAID])
  expect((await question(behind)?.body())?.toString()).toContain('Say hi')
})
