/** `clp auth` on the document alone: what it writes, says and returns. */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clp } from '../../kit/cli.ts'
import { createTempHome, type TempHome } from '../../kit/temp-home.ts'

let home: TempHome
beforeEach(() => {
  home = createTempHome()
})
afterEach(() => home.remove())

const run = (line: string, language: 'en' | 'zh' = 'en') => clp(line.split(' '), { home: home.root, language })
const document = () => JSON.parse(home.read('auth.json'))
const generate = async (line: string): Promise<{ token: string; expiresAt: string | null }> =>
  JSON.parse((await run(`auth generate --json ${line}`)).out)

describe('clp auth generate', () => {
  it('shows the token once and stores its hash, in a file of its owner', async () => {
    const { code, out } = await run('auth generate --name laptop')
    expect(code).toBe(0)
    const token = /clp_[A-Za-z0-9]{32}/.exec(out)?.[0] ?? ''
    expect(token).not.toBe('')
    expect(out).toContain('ui, claude, codex')
    expect(out).toContain('clp auth on')
    expect(home.read('auth.json')).not.toContain(token)
    expect(document().tokens).toEqual([
      expect.objectContaining({ name: 'laptop', token_hash: expect.stringMatching(/^[0-9a-f]{64}$/) }),
    ])
    expect(statSync(join(home.root, 'auth.json')).mode & 0o777).toBe(0o600)
    expect((await run('auth list')).out).not.toContain(token)
  })

  it('takes durations, dates, local and zoned times', async () => {
    for (const expires of ['30d', '2099-12-31', '2099-12-31T23:59:59', '2099-12-31T23:59:59+08:00']) {
      const { expiresAt } = await generate(`--name ${expires} --expires ${expires}`)
      expect(expiresAt).toMatch(/^\d{4}-\d\d-\d\d/)
    }
  })

  it('takes services as the original does: several after the flag, each once', async () => {
    await run('auth generate --name ci --services claude UI claude')
    expect(document().tokens[0].services).toEqual(['claude', 'ui'])
  })

  it.each([
    ['auth generate --name x --services nobody', 2, 'one of ui, claude, codex', 'ui, claude, codex 之一'],
    ['auth generate --name x --expires tomorrow', 2, '30d', '30d'],
    ['auth generate --name x --expires 2025-13-01', 2, '30d', '30d'],
    ['auth generate', 2, '"--name <name>" is required', '必须给出选项'],
    ['auth', 2, 'Usage: clp auth', '用法： clp auth'],
    ['auth nonsense', 2, 'Unknown command "nonsense"', '未知命令 "nonsense"'],
    ['auth remove nobody', 1, 'There is no access token named "nobody"', '没有名为 "nobody" 的访问令牌'],
    ['auth on --service nobody', 2, 'one of ui, claude, codex', 'ui, claude, codex 之一'],
  ])('%s: exit code %d, and nothing is written', async (line, code, english, chinese) => {
    for (const [language, text] of [
      ['en', english],
      ['zh', chinese],
    ] as const) {
      const result = await run(line, language)
      expect({ code: result.code, out: result.out }).toEqual({ code, out: '' })
      expect(result.err).toContain(text)
    }
    expect(existsSync(join(home.root, 'auth.json'))).toBe(false)
  })

  it('refuses an empty name and a name that is taken', async () => {
    expect((await clp(['auth', 'generate', '--name', ' '], { home: home.root })).code).toBe(2)
    await run('auth generate --name a')
    const before = home.read('auth.json')
    const { code, err } = await run('auth generate --name a')
    expect(code).toBe(1)
    expect(err).toContain('already an access token named "a"')
    expect(home.read('auth.json')).toBe(before)
  })
})

describe('clp auth on, off, enable, disable, remove, list', () => {
  it('switches everything or one service, and warns when nobody could come in', async () => {
    const on = await run('auth on')
    expect(on).toMatchObject({ code: 0, out: 'Access is on, at once\n' })
    expect(on.err).toContain('no valid access token')
    expect(document().enabled).toBe(true)
    await run('auth off --service codex')
    expect(document().services.codex).toBe(false)
    expect(JSON.parse((await run('auth list --json')).out).services).toEqual(['ui', 'claude'])
    await run('auth off')
    expect(document().enabled).toBe(false)
    expect((await run('auth on --service codex')).err).toContain('clp auth on')
  })

  it('changes one token', async () => {
    await run('auth generate --name a')
    await run('auth disable a')
    expect(document().tokens[0].active).toBe(false)
    expect((await run('auth list')).out).toMatch(/^a +clp_\S+… +disabled/m)
    await run('auth enable a')
    expect(document().tokens[0].active).toBe(true)
    await run('auth remove a')
    expect(document().tokens).toEqual([])
    expect((await run('auth list')).out).toContain('There are no access tokens')
  })

  it('lists what the original wrote, and calls an unreadable expiry expired', async () => {
    home.write({
      auth: {
        enabled: true,
        tokens: [
          {
            token: 'clp_abcdefghijklmnopqrstuvwxyz012345',
            name: 'old',
            created_at: '2025-01-15T10:30:00.123456',
            expires_at: null,
            active: true,
            services: ['ui'],
          },
          {
            token: 'clp_zzzdefghijklmnopqrstuvwxyz012345',
            name: 'odd',
            expires_at: 'tomorrow',
            active: true,
            services: [],
          },
        ],
        services: { ui: true, claude: true, codex: true },
      },
    })
    const { out } = await run('auth list')
    expect(out).toMatch(/^old +clp_\S+… +active +ui +2025-01-15T10:30:00 +never$/m)
    expect(out).toMatch(/^odd +clp_\S+… +expired +none/m)
    expect(out).not.toContain('012345')
    await run('auth disable old')
    expect(document().tokens[0]).toMatchObject({ token: 'clp_abcdefghijklmnopqrstuvwxyz012345', active: false })
  })

  it('never writes over a file it cannot read', async () => {
    home.write({ auth: '{ "enabled": true, ' })
    for (const line of ['auth off', 'auth list', 'auth generate --name a']) {
      const { code } = await run(line)
      expect([line, code]).toEqual([line, 1])
    }
    expect(home.read('auth.json')).toBe('{ "enabled": true, ')
  })
})
