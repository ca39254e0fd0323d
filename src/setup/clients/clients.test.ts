import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { removeJson, setJson } from '../../codec/json/json-text.ts'
import { CLIENT_IDS } from '../../contract/client-ids.ts'
import { claudeCode } from './claude-code.ts'
import { clientSuite } from './clients.suite.ts'
import { codex } from './codex.ts'
import { geminiCli } from './gemini-cli.ts'
import { clients } from './index.ts'
import { opencode } from './opencode.ts'
import { qwenCode } from './qwen-code.ts'

const POINT = { address: 'http://127.0.0.1:3999', token: undefined }

const SETTINGS = [
  '{}',
  '{ }',
  '',
  '\n',
  '{\n  "model": "opus"\n}\n',
  '\uFEFF{\r\n\t"permissions": {"allow": ["Bash(ls)"]},\r\n\t"env": {}\r\n}\r\n',
  '{"a":1}',
  '{"env":{"A":"1"},"b":[ 1,2 ]}',
  '{\n    "env": {\n        "ANTHROPIC_BASE_URL" : "https:\\/\\/elsewhere.example",\n        "B": "x"\n    },\n    "z": 1.0\n}',
  '{"env": { }, "env": {\n}}',
]

const CONFIGS = [
  '',
  '\n\n',
  '# mine\nmodel = "gpt-5-codex"\n',
  'model = "gpt-5-codex"',
  '\uFEFF# mine\r\nmodel_provider = \'openai\' # usual\r\n\r\n[projects."/a b"]\r\ntrust_level = "trusted"\r\n# last\r\n',
  '[model_providers.other]\nname = "o"\n\n\n[[x]]\n[x.y]\nz = """\n[model_providers.clp]\n"""',
]

const COMMENTED = [
  '{\n  // mine\n  "provider": { "anthropic": { "options": { "baseURL": "https://mine.example" /* usual */ } } }\n}\n',
  '{"security": {"auth": {"selectedType": "qwen-oauth"}} /* mine */}',
]

const VARIABLES = [
  '',
  '\n',
  '# mine\nA=1\n',
  'A=1',
  '\r\nA = "x"  # usual\r\nexport GEMINI_API_KEY = \'own key\'   # mine\r\n',
  'GOOGLE_GEMINI_BASE_URL=https://one.example\nB="two\nGEMINI_API_KEY=no line\nlines"\nGOOGLE_GEMINI_BASE_URL=https://two.example # last',
  'GEMINI_API_KEY=\nC: 3',
]

clientSuite(claudeCode, {
  texts: SETTINGS,
  broken: '{\n  "a": 1, // no\n}',
  addOwn: (text) => setJson(text, ['own'], true),
})
clientSuite(geminiCli, {
  texts: VARIABLES,
  addOwn: (text) => `${text}own=1\n`,
})
clientSuite(opencode, {
  texts: [...SETTINGS.filter((text) => text !== SETTINGS.at(-2)), ...COMMENTED],
  broken: '{\n  "a": ,\n}',
  addOwn: (text) => setJson(text, ['own'], true),
})
clientSuite(qwenCode, {
  texts: [...SETTINGS.filter((text) => text !== SETTINGS.at(-2)), ...COMMENTED],
  broken: '{\n  "a": ,\n}',
  addOwn: (text) => setJson(text, ['own'], true),
})
clientSuite(codex, {
  texts: CONFIGS,
  broken: 'a = 1\nb = \n',
  addOwn: (text) => `${text}\n[own]\nx = 1\n`,
})

describe('the shelf of clients', () => {
  it('has one set-up for each name, and all of them', () => {
    expect(clients.map(({ id }) => id)).toEqual(CLIENT_IDS)
  })
})

describe('Claude Code', () => {
  it('leaves a value that the person has changed since, and says so', () => {
    const { text, undo } = claudeCode.attach('{}', POINT)
    const edited = setJson(text, ['env', 'ANTHROPIC_BASE_URL'], 'https://mine.example')
    expect(claudeCode.detach(edited, undo)).toEqual({
      text: '{\n  "env": {\n    "ANTHROPIC_BASE_URL": "https://mine.example"\n  }\n}',
      left: ['env.ANTHROPIC_BASE_URL'],
    })
  })

  it.each(['{"env": null}', '{"env": "x"}', '[]'])('refuses %s instead of replacing it', (text) => {
    expect(() => claudeCode.attach(text, POINT)).toThrow(/must be an object/)
  })

  const name = fc.constantFrom('a', 'b', 'model', 'hooks', 'ü', '__x')
  /** Starts hold something that no edit takes out: into an object that is empty an editor writes otherwise. */
  const worlds = [
    {
      starts: ['{"keep":1}', '{\n  "keep": {"k": 1},\n  "a": [1,\n2] }\n', '{\r\n\t"keep": 1.0\r\n}'],
      places: name.map((key) => [key]),
    },
    {
      starts: ['{"env":{"keep":"1"},"keep":1}', '{\n  "keep" : 1,\n  "env": {\n      "keep": "x"\n  }\n}\n'],
      places: fc.oneof(
        name.map((key) => [key]),
        name.map((key) => ['env', key]),
      ),
    },
  ]
  const apply = (text: string, [path, value]: readonly [readonly string[], unknown]): string =>
    value === undefined ? removeJson(text, path) : setJson(text, path, value)

  it.each(worlds)('leaves 1,000 random edits byte-identical, starting from %j', ({ starts, places }) => {
    const value = fc.oneof(fc.constant(undefined), fc.jsonValue({ maxDepth: 1 }))
    const edits = fc.array(fc.tuple(places, value), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(fc.constantFrom(...starts), edits, (start, list) => {
        const { text, undo } = claudeCode.attach(start, POINT)
        expect(claudeCode.detach(list.reduce(apply, text), undo).text).toBe(list.reduce(apply, start))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('Codex', () => {
  it('writes what Codex needs and nothing else', () => {
    expect(codex.attach('model = "x"\n', { ...POINT, token: 'clp_1' }).text).toBe(
      [
        'model_provider = "clp"',
        'model = "x"',
        '# Written by "clp attach"; "clp detach" takes it out.',
        '[model_providers.clp]',
        'name = "CLP"',
        'base_url = "http://127.0.0.1:3999"',
        'wire_api = "responses"',
        'supports_websockets = false',
        'http_headers = { "X-API-Key" = "clp_1" }',
        '',
      ].join('\n'),
    )
  })

  it.each([
    '[model_providers.clp]\nname = "mine"\n',
    '[model_providers]\nclp.name = "mine"\n',
    'model_providers = {}\n',
  ])('refuses where the person has a provider of that name: %j', (text) => {
    expect(() => codex.attach(text, POINT)).toThrow(/of its own/)
  })

  it('keeps tables that Codex wrote behind or into the block, and comments behind it', () => {
    const { text, undo } = codex.attach('', POINT)
    const edited = `${text}request_max_retries = 2\n# the person's\n\n[model_providers.clp.query_params]\na = "1"\n[projects.x]\n# end\n`
    expect(codex.detach(edited, undo).text).toBe("# the person's\n\n[projects.x]\n# end\n")
  })

  it.each([
    ['another provider', 'model_provider = "openai"', { kind: 'other-provider', value: 'openai' }],
    ['a profile of another provider', 'model_provider = "clp"\nprofile = "p"', { kind: 'profile', value: 'p' }],
  ])('sees %s', (_, head, fault) => {
    const table = codex.attach('', POINT).text.split('\n').slice(1).join('\n')
    expect(codex.read(`${head}\n${table}[profiles.p]\nmodel_provider = "openai"\n`).faults).toContainEqual(fault)
  })

  it('sees WebSockets switched on', () => {
    const text = codex.attach('', POINT).text.replace('supports_websockets = false', 'supports_websockets = true')
    expect(codex.read(text).faults).toEqual([{ kind: 'websockets', value: 'clp' }])
  })

  it('leaves a provider that the person has chosen since, and says so', () => {
    const { text, undo } = codex.attach('model_provider = "a"\n', POINT)
    const edited = text.replace('model_provider = "clp"', 'model_provider = "b"')
    expect(codex.detach(edited, undo)).toEqual({ text: 'model_provider = "b"\n', left: ['model_provider'] })
  })

  it('leaves 1,000 random edits of other lines byte-identical', () => {
    const line = fc.constantFrom(
      '# note',
      '',
      '  ',
      'key% = 1',
      '[t%]',
      '[[u]]',
      'a%."b c" = { x = "]" } # [x]',
      "s% = '''\n[z]\n'''",
    )
    const edits = fc.array(fc.record({ at: fc.nat(30), put: fc.option(line) }), { maxLength: 12 })
    /** No name stands twice in a file that can be read. */
    const numbered = (list: readonly string[]): string[] => list.map((one, index) => one.replaceAll('%', String(index)))
    /** Lines are put before, or taken out; the place is one among the person's own lines. */
    const change = (lines: readonly string[], at: number, put: string | null): string[] =>
      put === null ? lines.toSpliced(at, 1) : lines.toSpliced(at, 0, `${put}\n`)
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), edits, fc.boolean(), (start, list, behind) => {
        const own = numbered(start).map((one) => `${one}\n`)
        const { text, undo } = codex.attach(own.join(''), POINT)
        const block = text.slice('model_provider = "clp"\n'.length + own.join('').length)
        const edited = list.reduce<string[]>(
          (lines, { at, put }) => change(lines, at % (lines.length + 1), put?.replaceAll('%', 'x') ?? null),
          own,
        )
        const tail = behind ? '# behind\n\n[late]\nx = 1\n' : ''
        const result = codex.detach(`model_provider = "clp"\n${edited.join('')}${block}${tail}`, undo)
        expect(result).toEqual({ text: edited.join('') + tail, left: [] })
      }),
      { numRuns: 1000 },
    )
  })
})

describe('Claude Code that is to show limits', () => {
  const point = { ...POINT, token: 'clp_abc', limits: true }

  it('gets its token in the shape of a gateway’s, which is read and taken back like any other', () => {
    const { text, undo } = claudeCode.attach('{"a":1}', point)
    const { env } = JSON.parse(text) as { env: Record<string, string> }
    const [token, middle = '', signature] = (env['ANTHROPIC_AUTH_TOKEN'] ?? '').split('.')
    expect([token, JSON.parse(Buffer.from(middle, 'base64url').toString()), signature]).toEqual([
      'clp_abc',
      { aud: 'claude-gateway' },
      'x',
    ])
    expect(claudeCode.read(text)).toMatchObject({ token: 'clp_abc', login: 'replaced' })
    expect(claudeCode.detach(text, undo).text).toBe('{"a":1}')
  })

  it('does so where no token is asked for, and leaves an own login alone', () => {
    const nobody = claudeCode.attach(undefined, { ...point, token: undefined })
    expect(claudeCode.read(nobody.text)).toMatchObject({ token: '-', login: 'replaced' })
    const own = claudeCode.attach(undefined, { ...point, ownLogin: true })
    expect(own.text).not.toContain('ANTHROPIC_AUTH_TOKEN')
  })
})
