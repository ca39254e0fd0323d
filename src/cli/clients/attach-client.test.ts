import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createPerson } from '../../../test/kit/attach-person.ts'
import { hashToken } from '../../codec/text/token.ts'

const CLIENTS = [
  ['claude', '.claude/settings.json', '{\n  "model": "opus"\n}\n', 'http://127.0.0.1:3210'],
  ['codex', '.codex/config.toml', 'model = "x"\n', 'http://127.0.0.1:3211'],
  ['opencode', '.config/opencode/opencode.json', '{\n  // mine\n  "theme": "dark"\n}\n', 'http://127.0.0.1:3210'],
  ['qwen', '.qwen/settings.json', '{\n  // mine\n  "model": { "name": "x" }\n}\n', 'http://127.0.0.1:3211'],
  ['gemini', '.gemini/.env', '# mine\nA=1\n', 'http://127.0.0.1:3212'],
] as const

const SERVICES: Readonly<Record<string, string>> = { opencode: 'claude', qwen: 'codex' }

describe.each(CLIENTS)('clp attach %s', (service, file, start, address) => {
  it('shows the change, makes it with --yes, and takes it back', async () => {
    const person = createPerson()
    person.write(file, start)
    const { code, out } = await person.run(`attach ${service} --yes`)
    expect(code).toBe(0)
    expect(out).toContain(person.path(file))
    expect(out).toMatch(new RegExp(`^\\+ .*${address}`, 'm'))
    expect(person.read(file)).toContain(address)
    expect((await person.run('attach --status --json')).out).toContain('"attached"')
    expect((await person.run(`attach ${service}`)).out).toContain('nothing to do')
    expect((await person.run(`detach ${service} --yes`)).code).toBe(0)
    expect(person.read(file)).toBe(start)
    expect((await person.run(`detach ${service}`)).out).toContain('has changed nothing')
  })

  it('changes nothing with --dry-run, nor where nobody can be asked', async () => {
    const person = createPerson()
    person.write(file, start)
    expect((await person.run(`attach ${service} --dry-run`)).code).toBe(0)
    const { code, err } = await person.run(`attach ${service}`)
    expect(code).toBe(2)
    expect(err).toContain('--yes')
    expect(person.read(file)).toBe(start)
    expect(existsSync(join(person.home, 'data/attach.json'))).toBe(false)
  })

  it('makes a token while access is on, never shows it, keeps it, and removes it', async () => {
    const person = createPerson()
    await person.run('auth on')
    const { out, err } = await person.run(`attach ${service} --yes`)
    const [token = ''] = /clp_\w{32}/.exec(person.read(file)) ?? []
    expect(out + err).not.toContain(token.slice(0, 12))
    expect(err).toContain(`"attach-${service}"`)
    expect(person.tokens()).toMatchObject([
      { name: `attach-${service}`, token_hash: hashToken(token), services: [SERVICES[service] ?? service] },
    ])
    expect((await person.run(`attach ${service} --yes`)).out).toContain('nothing to do')
    await person.run(`auth remove attach-${service}`)
    await person.run(`attach ${service} --yes`)
    expect(person.read(file)).not.toContain(token)
    expect(person.tokens()).toHaveLength(1)
    await person.run(`detach ${service} --yes`)
    expect([person.tokens(), existsSync(person.path(file))]).toEqual([[], false])
  })

  it('sends the client to another CLP with a token from standard input', async () => {
    const person = createPerson()
    const { code } = await person.run(
      `attach ${service} --address https://clp.example.com/ --token - --yes`,
      'en',
      'clp_given\n',
    )
    expect(code).toBe(0)
    expect(person.read(file)).toMatch(/["']https:\/\/clp\.example\.com(?:\/v1)?["']/)
    expect(person.read(file)).toMatch(/["']clp_given["']/)
    expect(person.tokens()).toEqual([])
  })

  it.skipIf(service === 'gemini')('says in both languages why it cannot change a file', async () => {
    const person = createPerson()
    person.write(file, 'a = 1\n{{{')
    for (const [language, words] of [
      ['en', /cannot be read \(line \d\)/],
      ['zh', /无法读取（第 \d 行）/],
    ] as const) {
      const { code, err } = await person.run(`attach ${service} --yes`, language)
      expect([code, err]).toEqual([1, expect.stringMatching(words)])
    }
  })
})

it('says that the service of a client is not there yet', async () => {
  const person = createPerson()
  expect((await person.run('attach gemini --dry-run')).err).toContain('clp add gemini')
  person.write('.clp/gemini.json', '{}')
  expect((await person.run('attach gemini --dry-run')).err).not.toContain('clp add gemini')
})

describe('clp attach', () => {
  it('respects the folders of the clients', async () => {
    const person = createPerson()
    const folder = person.path('elsewhere')
    const moved = createPerson({ CLAUDE_CONFIG_DIR: folder, CODEX_HOME: folder })
    await moved.run('attach claude --yes')
    await moved.run('attach codex --yes')
    expect([existsSync(join(folder, 'settings.json')), existsSync(join(folder, 'config.toml'))]).toEqual([true, true])
  })

  it('never touches the sign-in of Codex', async () => {
    const person = createPerson()
    person.write('.codex/auth.json', '{"OPENAI_API_KEY":"k"}')
    await person.run('attach codex --yes')
    expect(person.read('.codex/auth.json')).toBe('{"OPENAI_API_KEY":"k"}')
  })

  it('shows no credential of the person', async () => {
    const person = createPerson()
    person.write(
      '.claude/settings.json',
      '{"env":{"ANTHROPIC_AUTH_TOKEN":"my-own-secret","OTHER_API_KEY":"another-secret"}}',
    )
    const { out, err } = await person.run('attach claude --dry-run --json')
    expect(out + err).not.toMatch(/my-own-secret|another-secret/)
  })

  it('tells which variables are in the way', async () => {
    const { err } = await createPerson({ ANTHROPIC_API_KEY: 'k' }).run('attach claude --dry-run')
    expect(err).toContain('ANTHROPIC_API_KEY')
  })

  it('leaves a set-up by hand alone', async () => {
    const person = createPerson()
    const config =
      'model_provider = "clp"\n[model_providers.clp]\nname = "clp"\nbase_url = "http://127.0.0.1:3211"\nwire_api = "responses"\n'
    person.write('.codex/config.toml', config)
    expect((await person.run('attach codex --yes')).out).toContain('nothing to do')
    expect((await person.run('attach --status')).out).toContain('set up by hand')
    expect(person.read('.codex/config.toml')).toBe(config)
  })

  it('needs a service, and one that exists', async () => {
    const person = createPerson()
    expect(await person.run('attach')).toMatchObject({ code: 2, err: expect.stringContaining('claude, codex') })
    expect((await person.run('attach nobody')).code).toBe(2)
  })

  it('says what to do when the port is not known', async () => {
    const { code, err } = await createPerson({ CLP_CLAUDE_PORT: '0' }).run('attach claude --yes')
    expect([code, err]).toEqual([1, expect.stringContaining('CLP_CLAUDE_PORT')])
  })
})
