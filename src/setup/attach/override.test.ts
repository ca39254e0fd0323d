/** What wins over a client's file is found in every place that the client reads, and what CLP wrote itself is not. */
import { describe, expect, it } from 'vitest'
import { clients } from '../clients/index.ts'
import type { ClientContext } from './client-setup.ts'
import { fileOverrides, shellOverrides } from './override.ts'

const ADDRESS = 'http://127.0.0.1:3999'
const HOME = '/home/me'
const FOLDER = '/home/me/work/deep'
const FILES: Readonly<Record<string, string>> = {
  claude: `${HOME}/.claude/settings.json`,
  codex: `${HOME}/.codex/config.toml`,
  gemini: `${HOME}/.gemini/.env`,
  opencode: `${HOME}/.config/opencode/opencode.json`,
  qwen: `${HOME}/.qwen/settings.json`,
}

const look = (id: string, files: Readonly<Record<string, string>>, environment = {}, ownLogin = false) => {
  const setup = clients.find((one) => one.id === id)
  if (setup === undefined) throw new Error(`There is no client "${id}"`)
  const context: ClientContext = {
    environment,
    userHome: HOME,
    file: FILES[id] ?? '',
    folder: FOLDER,
    address: ADDRESS,
    ownLogin,
    read: (path) => files[path],
    names: (folder) =>
      Object.keys(files).flatMap((path) => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [])),
  }
  const found = fileOverrides(setup, context).map(({ kind, file, key }) => `${kind} ${key} ${file}`)
  return [...found, ...shellOverrides(setup, context).map((name) => `shell ${name}`)]
}

const GEMINI = { [`${HOME}/.gemini/settings.json`]: '{"security":{"auth":{"selectedType":"gemini-api-key"}}}' }

/** By client: a file, what it says, and what is found. */
const TABLE = [
  ['claude', FILES['claude'], '{"env":{"ANTHROPIC_API_KEY":"k"}}', 'credential env.ANTHROPIC_API_KEY'],
  ['claude', FILES['claude'], '{"apiKeyHelper":"cat key"}', 'credential apiKeyHelper'],
  ['claude', FILES['claude'], '{"env":{"CLAUDE_CODE_USE_BEDROCK":"1"}}', 'address env.CLAUDE_CODE_USE_BEDROCK'],
  ['claude', FILES['claude'], '{"env":{"CLAUDE_CODE_USE_VERTEX":1}}', 'address env.CLAUDE_CODE_USE_VERTEX'],
  [
    'claude',
    FILES['claude'],
    '{"env":{"ANTHROPIC_CUSTOM_HEADERS":"A: b\\nauthorization: Bearer k"}}',
    'credential env.ANTHROPIC_CUSTOM_HEADERS',
  ],
  [
    'claude',
    `${FOLDER}/.claude/settings.json`,
    '{"env":{"ANTHROPIC_BASE_URL":"https://a.example"}}',
    'address env.ANTHROPIC_BASE_URL',
  ],
  [
    'claude',
    `${FOLDER}/.claude/settings.local.json`,
    '{"env":{"ANTHROPIC_AUTH_TOKEN":"k"}}',
    'credential env.ANTHROPIC_AUTH_TOKEN',
  ],
  ['claude', '/etc/claude-code/managed-settings.json', '{"apiKeyHelper":"x"}', 'credential apiKeyHelper'],
  [
    'codex',
    FILES['codex'],
    '[model_providers.clp.http_headers]\nAuthorization = "Bearer k"',
    'credential model_providers.clp.http_headers.Authorization',
  ],
  ['codex', FILES['codex'], '[model_providers]\nclp.env_key = "K"', 'credential model_providers.clp.env_key'],
  ['codex', `${HOME}/.codex/work.config.toml`, 'openai_base_url = "https://a.example"', 'address openai_base_url'],
  ['codex', `${HOME}/.codex/work.config.toml`, "model_provider = 'mine'", 'address model_provider'],
  ['codex', '/etc/codex/managed_config.toml', 'model_provider = "mine"', 'address model_provider'],
  ['gemini', `${FOLDER}/.env`, 'A=1', 'address .env'],
  ['gemini', `${HOME}/work/.gemini/.env`, 'A=1', 'address .env'],
  [
    'gemini',
    `${HOME}/.gemini/settings.json`,
    '{"security":{"auth":{"selectedType":"oauth-personal"}}}',
    'sign-in security.auth.selectedType',
  ],
  [
    'opencode',
    `${HOME}/.config/opencode/opencode.jsonc`,
    '{"provider":{"anthropic":{"options":{"baseURL":"https://a.example/v1"}}},}',
    'address provider.anthropic.options.baseURL',
  ],
  [
    'opencode',
    `${HOME}/work/opencode.json`,
    '{"provider":{"anthropic":{"options":{"apiKey":"k"}}}}',
    'credential provider.anthropic.options.apiKey',
  ],
  ['qwen', `${HOME}/.qwen/.env`, 'OPENAI_BASE_URL=https://a.example', 'address OPENAI_BASE_URL'],
  [
    'qwen',
    `${FOLDER}/.qwen/settings.json`,
    '{"security":{"auth":{"selectedType":"qwen-oauth"}}}',
    'sign-in security.auth.selectedType',
  ],
] as const

describe.runIf(process.platform === 'linux')('what wins over the file of a client', () => {
  it.each(TABLE)('%s: %s: %s', (id, file = '', text, wanted) => {
    expect(look(id, { ...(id === 'gemini' ? GEMINI : {}), [file]: text })).toEqual([`${wanted} ${file}`])
  })

  it.each([
    [
      'claude',
      FILES['claude'],
      '{"env":{"ANTHROPIC_CUSTOM_HEADERS":"X-CLP-Token: clp_mine","CLAUDE_CODE_USE_VERTEX":"0"}}',
    ],
    [
      'claude',
      `${FOLDER}/.claude/settings.json`,
      `{"env":{"ANTHROPIC_BASE_URL":"${ADDRESS}","ANTHROPIC_AUTH_TOKEN":"-"}}`,
    ],
    ['claude', `${FOLDER}/.claude/settings.json`, '{"env": broken'],
    ['codex', `${HOME}/.codex/work.config.toml`, 'model = "x"\nmodel_provider = "openai"'],
    ['codex', FILES['codex'], '[model_providers.clp.http_headers]\n"X-API-Key" = "clp_mine"'],
    ['codex', `${HOME}/.codex/work.config.toml`, 'broken ='],
    ['gemini', FILES['gemini'], 'A=1'],
    ['opencode', `${FOLDER}/opencode.json`, `{"provider":{"anthropic":{"options":{"baseURL":"${ADDRESS}/v1"}}}}`],
    ['qwen', `${FOLDER}/.env`, `OPENAI_BASE_URL=${ADDRESS}/v1\nOPENAI_API_KEY=-`],
  ] as const)('leaves alone what does no harm: %s: %s: %s', (id, file = '', text) => {
    expect(look(id, { ...(id === 'gemini' ? GEMINI : {}), [file]: text })).toEqual([])
  })

  it('a credential of the person does not, where an upstream wants the login of the client', () => {
    const files = { [FILES['claude'] ?? '']: '{"apiKeyHelper":"cat key","env":{"CLAUDE_CODE_USE_VERTEX":"1"}}' }
    const environment = { ANTHROPIC_API_KEY: 'k', CLAUDE_CODE_USE_BEDROCK: '1' }
    expect(look('claude', files, environment, true)).toEqual([
      `address env.CLAUDE_CODE_USE_VERTEX ${FILES['claude']}`,
      'shell CLAUDE_CODE_USE_BEDROCK',
    ])
  })

  it.each([
    [
      'claude',
      { ANTHROPIC_API_KEY: 'k', CLAUDE_CODE_USE_MANTLE: '1' },
      ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_USE_MANTLE'],
    ],
    ['codex', { CODEX_API_KEY: 'k' }, ['CODEX_API_KEY']],
    ['gemini', { GOOGLE_GEMINI_BASE_URL: ADDRESS, GEMINI_API_KEY: 'mine' }, ['GEMINI_API_KEY']],
    ['qwen', { OPENAI_BASE_URL: `${ADDRESS}/v1`, OPENAI_API_KEY: 'clp_mine' }, []],
  ] as const)('in the shell of %s: %j', (id, environment, names) => {
    const all = look(id, id === 'gemini' ? GEMINI : {}, environment)
    expect(all).toEqual(names.map((name) => `shell ${name}`))
  })
})
