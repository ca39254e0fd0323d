/** What attaching writes depends on whose login an upstream is to see, and on where Codex keeps its conversations. */
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { createPerson } from '../../../test/kit/attach-person.ts'

const WITHOUT = JSON.stringify({ relay: { base_url: 'https://relay.example', active: true } })
const WITH = JSON.stringify({ relay: { base_url: 'https://relay.example', auth_token: 'k', active: true } })
const LOGIN = '{"OPENAI_API_KEY":"sk-own"}'

describe('an upstream without a credential', () => {
  it('leaves Claude Code its own login, says so, and is noticed again when it gets one', async () => {
    const person = createPerson()
    person.write('.clp/claude.json', WITHOUT)
    const { err } = await person.run('attach claude --yes')
    expect(err).toContain('"relay" has no credential')
    expect(err).toContain('not signed in')
    expect(JSON.parse(person.read('.claude/settings.json'))).toEqual({
      env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:3210' },
    })
    person.write('.clp/claude.json', WITH)
    expect((await person.run('attach claude --yes')).err).not.toContain('no credential')
    expect(person.read('.claude/settings.json')).toContain('"ANTHROPIC_AUTH_TOKEN": "-"')
    await person.run('detach claude --yes')
    expect(() => person.read('.claude/settings.json')).toThrow()
  })

  it('names a stand-in that somebody else wrote, and leaves it', async () => {
    const person = createPerson()
    const own = '{"env":{"ANTHROPIC_BASE_URL":"http://127.0.0.1:3210","ANTHROPIC_AUTH_TOKEN":"-"}}'
    person.write('.clp/claude.json', WITHOUT)
    person.write('.claude/settings.json', own)
    expect((await person.run('attach claude --yes')).err).toContain('take it out by hand')
    expect(person.read('.claude/settings.json')).toBe(own)
  })

  it('says nothing of signing in to who is signed in', async () => {
    const person = createPerson()
    person.write('.clp/claude.json', WITHOUT)
    person.write('.claude/.credentials.json', '{"claudeAiOauth":{"accessToken":"made-up"}}')
    expect((await person.run('attach claude --dry-run')).err).not.toContain('not signed in')
  })

  it('shows the token of CLP beside the login of Claude Code, and keeps headers of the person', async () => {
    const person = createPerson()
    person.write('.clp/claude.json', WITHOUT)
    person.write('.claude/settings.json', '{"env":{"ANTHROPIC_CUSTOM_HEADERS":"X-Team: a"}}')
    await person.run('auth on')
    await person.run('attach claude --yes')
    const { env } = JSON.parse(person.read('.claude/settings.json'))
    expect(env['ANTHROPIC_CUSTOM_HEADERS']).toMatch(/^X-Team: a\nX-CLP-Token: clp_\w{32}$/)
    expect(env['ANTHROPIC_AUTH_TOKEN']).toBeUndefined()
    expect((await person.run('attach claude --yes')).out).toContain('nothing to do')
    await person.run('detach claude --yes')
    expect(person.read('.claude/settings.json')).toBe('{"env":{"ANTHROPIC_CUSTOM_HEADERS":"X-Team: a"}}')
  })

  it('has Codex send its login beside the token of CLP', async () => {
    const person = createPerson()
    person.write('.clp/codex.json', WITHOUT)
    await person.run('auth on')
    await person.run('attach codex --yes')
    expect(person.read('.codex/config.toml')).toContain('requires_openai_auth = true')
    expect(person.read('.codex/config.toml')).toMatch(/"X-API-Key" = "clp_/)
  })

  it('is told for one process, too', async () => {
    const person = createPerson()
    person.write('.clp/claude.json', WITHOUT)
    const { variables } = JSON.parse((await person.run('env claude --json')).out)
    expect(variables).toEqual({ ANTHROPIC_BASE_URL: 'http://127.0.0.1:3210' })
  })
})

describe('conversations of Codex', () => {
  it('stay where they are for who is signed in, while access is off', async () => {
    const person = createPerson()
    const config = '# mine\nmodel = "gpt-5"\n'
    person.write('.codex/config.toml', config)
    person.write('.codex/auth.json', LOGIN)
    expect((await person.run('attach codex --yes')).err).not.toContain('Conversations')
    expect(person.read('.codex/config.toml')).toBe(`openai_base_url = "http://127.0.0.1:3211"\n${config}`)
    expect((await person.run('attach --status --json')).out).toContain('"state": "attached"')
    await person.run('detach codex --yes')
    expect(person.read('.codex/config.toml')).toBe(config)
  })

  it('are told to be elsewhere with a token, and there again without', async () => {
    const person = createPerson()
    person.write('.codex/config.toml', 'model = "gpt-5"\n')
    person.write('.codex/auth.json', LOGIN)
    person.write('.codex/sessions/2026/rollout.jsonl', '')
    await person.run('auth on')
    expect((await person.run('attach codex --yes')).err).toContain('filed under the provider "openai"')
    expect(person.read('.codex/config.toml')).toContain('model_provider = "clp"')
    await person.run('detach codex --yes')
    expect(person.read('.codex/config.toml')).toBe('model = "gpt-5"\n')
  })

  it('takes another address of the person back', async () => {
    const person = createPerson()
    const config =
      'model_provider = "mine"\nopenai_base_url = \'https://one.example/v1\' # usual\n[model_providers.mine]\nname = "m"\n'
    person.write('.codex/config.toml', config)
    person.write('.codex/auth.json', LOGIN)
    person.write('.codex/sessions/2026/rollout.jsonl', '')
    expect((await person.run('attach codex --yes')).err).toContain('filed under the provider "mine"')
    expect(person.read('.codex/config.toml')).toContain('openai_base_url = "http://127.0.0.1:3211" # usual')
    await person.run('detach codex --yes')
    expect(person.read('.codex/config.toml')).toBe(config)
  })

  it('gives one without a login a provider that asks for none', async () => {
    const person = createPerson()
    expect((await person.run('attach codex --yes')).err).not.toContain('Conversations')
    expect(person.read('.codex/config.toml')).toContain('[model_providers.clp]')
    expect(person.read('.codex/config.toml')).not.toContain('requires_openai_auth')
  })
})

it('does not wait for a pipe in the place of a file', async () => {
  const person = createPerson()
  person.write('.claude/.keep', '')
  execFileSync('mkfifo', [person.path('.claude/.credentials.json')])
  person.write('.clp/claude.json', WITHOUT)
  expect((await person.run('attach claude --dry-run')).err).toContain('not signed in')
})

describe('a proxy in the shell', () => {
  const PROXY = { HTTP_PROXY: 'http://proxy.example:3128', no_proxy: '10.0.0.0/8' }

  it('is named by attach, and kept off the way to CLP by env', async () => {
    const person = createPerson(PROXY)
    expect((await person.run('attach claude --dry-run')).err).toContain('HTTP_PROXY')
    const { out } = await person.run('env claude')
    expect(out).toContain("export no_proxy='10.0.0.0/8,127.0.0.1,localhost,::1'")
    expect(out).toContain("export NO_PROXY='10.0.0.0/8,127.0.0.1,localhost,::1'")
  })

  it.each([{ NO_PROXY: '*' }, { NO_PROXY: 'localhost, 127.0.0.1 ,::1' }, { HTTP_PROXY: '' }])(
    'changes nothing where it is not in the way: %j',
    async (more) => {
      const person = createPerson({ HTTP_PROXY: 'http://proxy.example:3128', ...more })
      expect((await person.run('env claude')).out).not.toContain('_PROXY')
    },
  )

  it('is the way to a CLP elsewhere', async () => {
    const person = createPerson(PROXY)
    expect((await person.run('env claude --address https://clp.example.com')).out).not.toContain('NO_PROXY')
  })
})
