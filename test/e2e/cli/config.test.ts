/** `clp config`: documents checked from outside, and the schemas that editors check them by. */
import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { clp } from '../../kit/cli.ts'
import * as inProcess from '../../kit/clp.ts'
import { createTempHome, entry, type HomeDocuments } from '../../kit/temp-home.ts'

const homeWith = (documents: HomeDocuments) => {
  const home = createTempHome(documents)
  onTestFinished(home.remove)
  return home
}

describe('clp config check', () => {
  it('finds nothing in an empty home and in a good one, and exits with 0', async () => {
    const empty = await clp(['config', 'check'], { home: homeWith({}).root })
    expect(empty).toMatchObject({ code: 0, err: '' })
    expect(empty.out).toContain('auth.json: not there, defaults hold\n')
    const good = await clp(['config', 'check', 'claude', '--json'], {
      home: homeWith({ claude: { a: entry('http://127.0.0.1:9') } }).root,
    })
    expect(good.code).toBe(0)
    expect(JSON.parse(good.out).documents).toEqual([{ document: 'claude', file: 'claude.json', state: 'good' }])
  })

  it('names file, line, column and field of everything that is wrong, and exits with 1', async () => {
    const home = homeWith({
      claude: '{\n  "a": { "base_url": "https://a.example", "weight": [] }\n}',
      auth: '{ "enabled": true,\n}',
      balancing: { options: { failureThreshold: 0 } },
    })
    const { code, out } = await clp(['config', 'check'], { home: home.root })
    expect(code).toBe(1)
    const place = `${join(home.root, 'claude.json')}:2:53`
    expect(out).toContain(`${place}: a value of a counts as 0: a.weight must be a number. Correct or delete it\n`)
    expect(out).toMatch(/auth\.json:2:1: it is not JSON: /)
    expect(out).toContain('options.failureThreshold must be at least 1\n')
    const { documents } = JSON.parse((await clp(['config', 'check', '--json'], { home: home.root })).out)
    expect(documents).toContainEqual(
      expect.objectContaining({
        document: 'claude',
        state: 'partly',
        faults: [expect.objectContaining({ kind: 'ignored', entry: 'a', line: 2, column: 53, field: 'a.weight' })],
      }),
    )
  })

  it.each([
    ['claude', '{"a": {"base_url": 1}}', 'must be text in quotes', '必须是带引号的文本'],
    [
      'claude',
      '{"a": {"base_url": "ftp://a"}}',
      'must begin with http:// or https://',
      '必须以 http:// 或 https:// 开头',
    ],
    ['claude', '{"a": {"base_url": "https://a?b"}}', 'must not hold a query', '不得包含查询参数'],
    ['claude', '{"a": {"base_url": "https://a b"}}', 'must be an http or https address', '必须是 http 或 https 地址'],
    ['claude', '{"a": {"base_url": "https://u:p@a"}}', 'must not hold a user name', '不得包含用户名'],
    ['claude', '{"a": {"base_url": "https://a", "auth_token": "\u4e00"}}', 'no header can carry', '请求头无法携带'],
    ['claude', '{"a": {"base_url": "https://a", "manualDisabledUntil": "x"}}', 'a time with its zone', '带时区的时间'],
    ['claude', '{"__proto__": {"base_url": "https://a"}}', 'is not a name', '不是此处可用的名称'],
    ['claude', '{"a": {"base_url": "https://a", "active": []}}', 'must be true or false', '布尔值'],
    ['auth', ' ', 'the file is empty', '文件为空'],
    ['auth', '[['.repeat(100_000), 'not JSON', '不是 JSON'],
    ['auth', '{"tokens": {}}', 'must be a list', '必须是列表'],
    ['auth', '[]', 'the document must be an object', '整个文档 必须是对象'],
    ['auth', '{"tokens": [{"name": "n", "services": 3}]}', 'a list of service names', '服务名称的列表'],
    ['balancing', '{"mode": "x"}', 'must be one of "active-first"', '必须是以下之一："active-first"'],
    ['balancing', '{"options": {"failureThreshold": 1.5}}', 'must be a whole number', '必须是整数'],
    ['balancing', '{"options": {"holdBackMs": -1}}', 'must be at least 0', '不得小于 0'],
    ['system', '{"timeouts": {"idleSeconds": 0}}', 'must be more than 0', '必须大于 0'],
    ['endpointFilter', '{"rules": [{"action": {"status": 700}}]}', 'must be at most 599', '不得大于 599'],
    ['endpointFilter', '{"rules": [{"regex": "a(b"}]}', 'cannot be used: at character 2', '第 2 个字符处'],
  ] as const)('says what is wrong in both languages: %s %.60s', async (document, text, english, chinese) => {
    const { root } = homeWith({ [document]: text })
    expect((await clp(['config', 'check'], { home: root })).out).toContain(english)
    expect((await clp(['config', 'check'], { home: root, language: 'zh' })).out).toContain(chinese)
  })

  it('names what looks alike or is repeated, and exits with 0', async () => {
    const [a, b, repeated] = [
      '"a": {"base_url": "https://a"}',
      '"A": {"base_url": "https://b"}',
      '"a": {"base_url": "https://c"}',
    ]
    const { root } = homeWith({ claude: `{${a},\n${b},\n${repeated}}` })
    const { code, out } = await clp(['config', 'check', 'claude'], { home: root })
    expect(code).toBe(0)
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/claude\.json:1:2: a stands there more than once/),
      expect.stringMatching(/claude\.json:2:6: A and a differ only by case or blanks/),
      '',
    ])
  })

  it('refuses a document there is not with exit code 2', async () => {
    const { code, err } = await clp(['config', 'check', 'nothing'], { home: homeWith({}).root })
    expect(code).toBe(2)
    expect(err).toContain('claude, codex')
  })
})

describe('clp config schema', () => {
  it('shows the schema of a document', async () => {
    const { code, out } = await clp(['config', 'schema', 'lb_config.json'], { home: homeWith({}).root })
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ title: 'CLP: data/lb_config.json', type: 'object' })
  })

  it('makes documents name schemas that are there, and everything goes on working', async () => {
    const home = homeWith({ claude: { a: entry('http://127.0.0.1:9', { active: true }) }, bodyFilter: [] })
    const { code, out, err } = await clp(['config', 'schema', '--link'], { home: home.root })
    expect(code).toBe(0)
    expect(err).toBe('filter.json: is a list, which has no place for "$schema"\n')
    expect(out).toContain('data/lb_config.json: "$schema" is ../schemas/lb.schema.json')
    for (const file of ['claude.json', 'codex.json', 'auth.json', 'data/lb_config.json', 'data/system.json']) {
      const { $schema } = JSON.parse(home.read(file)) as { $schema: string }
      const schema = resolve(home.root, dirname(file), $schema)
      expect(JSON.parse(readFileSync(schema, 'utf8'))).toHaveProperty('type', 'object')
      expect(statSync(schema).mode & 0o077).toBe(0)
    }
    expect((await clp(['config', 'check'], { home: home.root })).code).toBe(0)
    const again = Object.fromEntries(['claude.json', 'auth.json'].map((file) => [file, home.read(file)]))
    await clp(['config', 'schema', '--link'], { home: home.root })
    for (const [file, text] of Object.entries(again)) expect(home.read(file)).toBe(text)

    // Acts on a document leave the key, and none takes it for an upstream.
    await clp(['add', 'claude', 'b', '--base-url', 'http://127.0.0.1:9', '--active'], { home: home.root })
    expect(JSON.parse(home.read('claude.json'))).toMatchObject({
      $schema: './schemas/upstreams.schema.json',
      a: { active: false },
      b: { active: true },
    })
    const listed = JSON.parse((await clp(['list', 'claude', '--json'], { home: home.root })).out)
    expect(listed.upstreams.map(({ name }: { name: string }) => name)).toEqual(['a', 'b'])
    const taken = await clp(['add', 'codex', '$schema', '--base-url', 'http://127.0.0.1:9'], { home: home.root })
    expect(taken.code).toBe(1)
  })

  it('says which document it could not change, and exits with 1', async () => {
    const home = homeWith({ auth: '{' })
    const { code, err } = await clp(['config', 'schema', '--link'], { home: home.root })
    expect(code).toBe(1)
    expect(err).toContain('auth.json')
    expect(home.read('auth.json')).toBe('{')
  })
})

it('the settings page keeps "$schema" when it saves', async () => {
  const { home, ui } = await inProcess.clp({
    balancing: { $schema: '../schemas/lb.schema.json', mode: 'active-first' },
  })
  const address = `${ui}/api/balancing`
  const { version, settings } = (await (await fetch(address)).json()) as { version: string; settings: object }
  const saved = await fetch(address, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'if-match': `"${version}"` },
    body: JSON.stringify({ settings: { ...settings, mode: 'weight-based' } }),
  })
  expect([saved.status, JSON.parse(home.read('data/lb_config.json'))]).toEqual([
    200,
    expect.objectContaining({ $schema: '../schemas/lb.schema.json', mode: 'weight-based' }),
  ])
})
