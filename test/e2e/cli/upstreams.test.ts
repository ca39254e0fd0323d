/** Commands about upstreams on documents alone, with no daemon: what they write, say and return, in both languages. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clp } from '../../kit/cli.ts'
import { createTempHome, type TempHome } from '../../kit/temp-home.ts'

const TWO = `{
  "work":  {"base_url": "https://api.example.com", "auth_token": "tok-1234567890abcdef", "weight": 10.0, "active": true, "note": "mine"},
  "spare": {"base_url": "https://relay.example.com/", "auth_token": "", "api_key": "key-1234567890abcdef"}
}
`

let home: TempHome
beforeEach(() => {
  home = createTempHome({ claude: TWO })
})
afterEach(() => home.remove())

const run = (line: string, options: { input?: string; language?: 'en' | 'zh' } = {}) =>
  clp(line.split(' '), { home: home.root, ...options })
const document = () => JSON.parse(home.read('claude.json'))

describe('clp list', () => {
  it('marks the active one, sorts by name, shows weights and masks credentials', async () => {
    const { code, out } = await run('list claude')
    expect(code).toBe(0)
    const [, spare = '', work = ''] = out.split('\n')
    expect(spare).toMatch(/^- +spare +\(available\) +https:\/\/relay\.example\.com +key-…cdef$/)
    expect(work).toMatch(/^\* +work +\(active, weight 10\) +https:\/\/api\.example\.com +tok-…cdef$/)
    expect(out).not.toContain('1234567890')
  })

  it('says which pass redirects on', async () => {
    expect(await run('set claude spare --redirects pass')).toMatchObject({ code: 0 })
    expect((await run('list claude')).out).toMatch(/spare +\(available, passes redirects on\)/)
    expect(document().spare.redirects).toBe('pass')
    expect(await run('set claude spare --redirects follow')).toMatchObject({
      code: 2,
      err: expect.stringContaining('refuse, pass'),
    })
  })

  it('says what an upstream speaks, where its entry does', async () => {
    expect(await run('set claude spare --protocol Chat')).toMatchObject({ code: 0 })
    expect((await run('list claude')).out).toMatch(/spare +\(available, speaks chat\)/)
    expect(JSON.parse((await run('list claude --json')).out).upstreams).toMatchObject([
      { protocol: 'chat' },
      { protocol: null },
    ])
    expect(await run('set claude spare --protocol telepathy')).toMatchObject({
      code: 2,
      err: expect.stringContaining('messages, responses, chat, gemini'),
    })
    expect(await run('set claude spare --no-protocol')).toMatchObject({ code: 0 })
    expect(document().spare).not.toHaveProperty('protocol')
    await run('add codex deepseek --base-url https://api.deepseek.com --protocol chat')
    expect(JSON.parse(home.read('codex.json'))).toEqual({
      deepseek: { base_url: 'https://api.deepseek.com', protocol: 'chat' },
    })
  })

  it('hides disabled ones unless asked, and says so', async () => {
    await run('disable claude spare')
    expect((await run('list claude')).out).toContain('1 disabled')
    expect((await run('list claude')).out).not.toContain('spare')
    expect((await run('list claude --include-deleted')).out).toMatch(/spare +\(disabled, disabled at \d{4}-.*Z\)/)
    await run('disable claude work')
    expect((await run('list claude')).out).toContain('no enabled upstream')
  })

  it('gives a script everything but the secrets', async () => {
    const { out } = await run('list claude --json')
    expect(JSON.parse(out)).toEqual({
      service: 'claude',
      upstreams: [
        expect.objectContaining({ name: 'spare', authToken: null, apiKey: 'key-…cdef', weight: 0, active: false }),
        expect.objectContaining({ name: 'work', authToken: 'tok-…cdef', weight: 10, active: true, enabled: true }),
      ],
    })
  })

  it('refuses to show a document it cannot read, and leaves it as it is', async () => {
    home.write({ claude: '{ "work": ' })
    const { code, out, err } = await run('list claude')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('claude.json')
    expect(home.read('claude.json')).toBe('{ "work": ')
  })

  it('shows the entries that work, and names those that do not', async () => {
    home.write({ claude: '{"bad": {"base_url": "nowhere"}, "good": {"base_url": "https://good.example"}}' })
    const { code, out, err } = await run('list claude')
    expect(code).toBe(0)
    expect(out).toContain('https://good.example')
    expect(err).toContain('claude.json:1:22: bad is not used')
    home.write({ claude: '{"bad": {"base_url": "nowhere"}}' })
    expect((await run('list claude')).out).toBe('')
  })

  it('says how to begin, and creates nothing', async () => {
    const empty = createTempHome()
    const { code, out } = await clp(['list', 'codex'], { home: empty.root })
    expect(code).toBe(0)
    expect(out).toContain('clp add codex work --base-url https://api.openai.com/v1 --auth-token - --active')
    expect(readdirSync(empty.root)).toEqual([])
    empty.remove()
  })
})

describe('changing upstreams', () => {
  it('switches, and keeps what it does not know, numbers and order', async () => {
    const { code, out } = await run('active claude spare')
    expect({ code, out }).toEqual({ code: 0, out: 'Claude uses spare from the next request on\n' })
    expect(home.read('claude.json')).toContain('"weight": 10.0, "active": false, "note": "mine"')
    expect(document()).toMatchObject({ work: { active: false }, spare: { active: true } })
    expect((await run('active claude spare')).out).toBe('Claude uses spare already\n')
  })

  it('adds with a token from standard input, in a file of its owner', async () => {
    const { code } = await run(
      'add claude new --base-url https://new.example.com --auth-token - --weight 2.5 --active',
      {
        input: 'tok-new\n',
      },
    )
    expect(code).toBe(0)
    expect(document().new).toEqual({
      base_url: 'https://new.example.com',
      auth_token: 'tok-new',
      weight: 2.5,
      active: true,
    })
    expect(document().work.active).toBe(false)
    expect(statSync(join(home.root, 'claude.json')).mode & 0o777).toBe(0o600)
  })

  it("says that an upstream without a credential passes the client's own on", async () => {
    const { code, out } = await run('add codex login --base-url https://api.example.com')
    expect(code).toBe(0)
    expect(out).toContain("the client's own one is passed on")
  })

  it('changes what is named and nothing else', async () => {
    expect((await run('set claude spare --base-url https://b.example.com --no-api-key --weight 3')).code).toBe(0)
    expect(document().spare).toEqual({ base_url: 'https://b.example.com', auth_token: '', weight: 3 })
    await run('set claude spare --api-key -', { input: 'fresh' })
    expect(document().spare.api_key).toBe('fresh')
  })

  it('disables and enables as the original does, and says who answers then', async () => {
    const off = await run('disable claude work')
    expect(off.out).toBe('Claude: disabled work\nClaude uses spare from the next request on\n')
    expect(document().work).toMatchObject({
      deleted: true,
      active: false,
      deleted_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/),
    })
    expect((await run('disable claude work')).out).toContain('is disabled already')
    const on = await run('enable claude work')
    // The first enabled one answers as long as none says that it is the active one.
    expect(on.out).toBe('Claude: enabled work\nClaude uses work from the next request on\n')
    await run('active claude work')
    await run('disable claude spare')
    expect((await run('enable claude spare')).out).toContain('clp active claude spare')
    expect(document().work).not.toHaveProperty('deleted')
    expect(document().work).not.toHaveProperty('deleted_at')
    expect((await run('enable claude work')).out).toContain('is enabled already')
  })

  it('renames in routing too, and removes the rules about what is removed', async () => {
    home.write({
      routing: {
        mode: 'config-mapping',
        modelMappings: { claude: [{ source: 'work', target: 'small', source_type: 'config' }] },
        configMappings: { claude: [{ model: 'm', config: 'work' }], codex: [{ model: 'm', config: 'work' }] },
      },
    })
    expect((await run('rename claude work office')).out).toBe('Claude: work is called office now\n')
    expect(Object.keys(document())).toEqual(['office', 'spare'])
    const routing = JSON.parse(home.read('data/model_router_config.json'))
    expect(routing.configMappings).toEqual({
      claude: [{ model: 'm', config: 'office' }],
      codex: [{ model: 'm', config: 'work' }],
    })
    expect(routing.modelMappings.claude[0].source).toBe('office')
    expect((await run('remove claude office --yes')).out).toBe(
      'Claude: removed office\n2 routing rules about it were removed, too\n',
    )
    expect(Object.keys(document())).toEqual(['spare'])
    expect(existsSync(join(home.root, 'data', 'lb_config.json'))).toBe(false)
  })

  it('removes nothing, and no key with it, where nobody can be asked', async () => {
    const { code, out, err } = await run('remove claude work')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('--yes')
    expect(home.read('claude.json')).toBe(TWO)
  })

  it('says that a policy by weight is not moved by the active upstream', async () => {
    home.write({ balancing: { mode: 'weight-based' } })
    const { code, err } = await run('active claude spare')
    expect(code).toBe(0)
    expect(err).toContain('weight-based')
  })

  it.each([
    ['active claude nobody', 1, 'Claude has no upstream "nobody"', 'Claude 没有名为 "nobody" 的上游'],
    ['enable claude nobody', 1, 'Claude has no upstream "nobody"', 'Claude 没有名为 "nobody" 的上游'],
    ['rename claude nobody x', 1, 'Claude has no upstream "nobody"', 'Claude 没有名为 "nobody" 的上游'],
    ['rename claude work spare', 1, 'Claude has an upstream "spare" already', 'Claude 已有名为 "spare" 的上游'],
    ['remove claude nobody', 1, 'Claude has no upstream "nobody"', 'Claude 没有名为 "nobody" 的上游'],
    ['add claude work --base-url https://x.example.com', 1, 'already; change it with "clp set"', '已有名为 "work"'],
    ['add claude x --base-url ftp://x', 2, 'must begin with http:// or https://', 'must begin with'],
    ['set claude work --weight heavy', 2, 'Cannot use "heavy" as --weight', '"heavy" 不能用作 --weight'],
    ['set claude work --weight -1', 2, 'Cannot use "-1" as --weight', '"-1" 不能用作 --weight'],
    ['set claude work', 2, 'Nothing to change', '没有要修改的内容'],
    ['set claude work --auth-token - --api-key -', 2, 'Only one value', '标准输入只能'],
    ['set claude work --auth-token -', 2, 'Standard input is empty', '标准输入为空'],
  ])('%s: exit code %d, and nothing is changed', async (line, code, english, chinese) => {
    for (const [language, text] of [
      ['en', english],
      ['zh', chinese],
    ] as const) {
      const result = await run(line, { language, input: '' })
      expect({ code: result.code, out: result.out }).toEqual({ code, out: '' })
      expect(result.err).toContain(text)
    }
    expect(home.read('claude.json')).toBe(TWO)
  })

  it('refuses to activate what is disabled, with the command that helps', async () => {
    await run('disable claude spare')
    const { code, err } = await run('active claude spare')
    expect(code).toBe(1)
    expect(err).toContain('clp enable claude spare')
  })

  it('never writes over a document it cannot read', async () => {
    const broken = '{ "work": { "base_url": "https://api.example.com", }'
    for (const line of ['active claude work', 'add claude x --base-url https://x.example.com', 'disable claude work']) {
      home.write({ claude: broken })
      const { code, err } = await run(line)
      expect([line, code]).toEqual([line, 1])
      expect(err).toContain('Cannot change claude.json')
      expect(home.read('claude.json')).toBe(broken)
    }
  })

  it('loses nothing when ten commands write at once', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `n${index}`)
    const results = await Promise.all(
      names.map((name) => run(`add claude ${name} --base-url https://${name}.example.com`)),
    )
    expect(results.map(({ code }) => code)).toEqual(names.map(() => 0))
    expect(Object.keys(document()).sort()).toEqual([...names, 'spare', 'work'].sort())
  })

  it('shows no control characters that a name may hold', async () => {
    const file = join(home.root, 'claude.json')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify({ 'a\u001b[31m': { base_url: 'https://x.example.com' } }))
    expect((await run('list claude')).out).not.toContain('\u001b')
    expect(readFileSync(file, 'utf8')).toContain('\\u001b')
  })
})
