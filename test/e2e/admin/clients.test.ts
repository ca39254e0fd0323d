/** Clients through the API: where they go, what a change would be, the change, and taking it back to the byte. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ClientChangeAnswer, ClientList } from '../../../src/contract/api/clients.ts'
import type { ApiError } from '../../../src/contract/api/status.ts'
import { createTempHome } from '../../kit/temp-home.ts'
import { adminContext } from './admin-context.ts'

const OWN = '{\n  "env": { "ANTHROPIC_AUTH_TOKEN": "sk-own-secret" },\n  "theme": "dark"\n}\n'

/** A user with Claude Code's settings (when given), and a CLP of theirs. */
const user = async (settings?: string) => {
  const person = createTempHome({})
  const file = join(person.root, '.claude', 'settings.json')
  if (settings !== undefined) {
    mkdirSync(join(person.root, '.claude'))
    writeFileSync(file, settings)
  }
  const clp = await adminContext({}, { HOME: person.root, CODEX_HOME: join(person.root, 'codex-here') })
  const change = async (path: string, body: unknown = {}) => {
    const response = await clp.send('POST', `/api/clients/${path}`, body)
    expect(response.status, path).toBe(200)
    return (await response.json()) as ClientChangeAnswer
  }
  return { ...clp, file, person, change }
}

test('says where every client goes', async () => {
  const { get, claudeUrl, file, person } = await user()
  const { items } = await get<ClientList>('/api/clients')
  expect(items).toMatchObject([
    { service: 'claude', client: 'Claude Code', state: 'none', file, address: null, expected: claudeUrl },
    { service: 'codex', client: 'Codex', state: 'none', file: join(person.root, 'codex-here', 'config.toml') },
    { id: 'opencode', service: 'claude', file: join(person.root, '.config', 'opencode', 'opencode.json') },
    { id: 'qwen', service: 'codex', file: join(person.root, '.qwen', 'settings.json') },
  ])
})

test('an upstream without a credential leaves the client its own login, and the answer says so', async () => {
  const { change, file, home, claudeUrl } = await user('{}')
  home.write({ claude: { relay: { base_url: 'https://relay.example', active: true } } })
  await expect
    .poll(async () => (await change('claude/attach', { dryRun: true })).notes)
    .toMatchObject([
      { code: 'client-own-login', params: { upstream: 'relay' } },
      { code: 'client-login-needed', params: { upstream: 'relay' } },
    ])
  expect((await change('claude/attach')).keys).toEqual(['env.ANTHROPIC_BASE_URL'])
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ env: { ANTHROPIC_BASE_URL: claudeUrl } })
})

test('attaches a client that is not the one its service is made for', async () => {
  const { change, person, claudeUrl } = await user()
  expect(await change('opencode/attach')).toMatchObject({ done: true, client: { id: 'opencode', state: 'attached' } })
  const file = join(person.root, '.config', 'opencode', 'opencode.json')
  expect(readFileSync(file, 'utf8')).toContain(`"baseURL": "${claudeUrl}/v1"`)
  await change('opencode/detach')
  expect(existsSync(file)).toBe(false)
})

test('tells when the login of an attached client no longer fits the upstreams', async () => {
  const { change, get, home } = await user()
  await change('claude/attach')
  home.write({ claude: { relay: { base_url: 'https://relay.example', active: true } } })
  await expect
    .poll(async () => (await get<ClientList>('/api/clients')).items[0]?.notes)
    .toMatchObject([{ code: 'client-login-hidden', params: { upstream: 'relay' } }])
})

test('names what wins over the file of a client', async () => {
  const { get, change } = await user('{ "apiKeyHelper": "cat key" }')
  await change('claude/attach')
  expect((await get<ClientList>('/api/clients')).items[0]?.notes).toMatchObject([
    { code: 'client-overridden-credential', params: { key: 'apiKeyHelper' } },
  ])
})

test('a dry run names the keys and their file, and changes nothing; no value is told', async () => {
  const { change, file } = await user(OWN)
  const answer = await change('claude/attach', { dryRun: true })
  expect(answer).toMatchObject({ done: false, left: [], client: { state: 'none', file } })
  expect(answer.keys).toContain('env.ANTHROPIC_BASE_URL')
  expect(JSON.stringify(answer)).not.toContain('sk-own-secret')
  expect(readFileSync(file, 'utf8')).toBe(OWN)
})

test('attaches, and detaches to the very bytes', async () => {
  const { change, file, claudeUrl } = await user(OWN)
  const attached = await change('claude/attach')
  expect(attached).toMatchObject({ done: true, client: { state: 'attached', address: claudeUrl } })
  expect(readFileSync(file, 'utf8')).toContain(`"ANTHROPIC_BASE_URL": "${claudeUrl}"`)
  expect(await change('claude/detach')).toMatchObject({ done: true, client: { state: 'none' } })
  expect(readFileSync(file, 'utf8')).toBe(OWN)
})

test('with access on the client gets a token of its own, which is never told, and loses it again', async () => {
  const { change, file, send, home } = await user()
  await send('PATCH', '/api/access', { services: { ui: false } })
  await send('PATCH', '/api/access', { enabled: true })
  const answer = await change('claude/attach')
  expect(answer).toMatchObject({ token: 'attach-claude', wholeFile: true })
  const settings = JSON.parse(readFileSync(file, 'utf8')) as { env: Record<string, string> }
  expect(settings.env['ANTHROPIC_AUTH_TOKEN']).toMatch(/^clp_/)
  expect(JSON.stringify(answer)).not.toContain(settings.env['ANTHROPIC_AUTH_TOKEN'])
  expect(home.read('auth.json')).toContain('attach-claude')
  await change('claude/detach')
  expect(home.read('auth.json')).not.toContain('attach-claude')
  expect(existsSync(file)).toBe(false)
})

test('a file that cannot be read stays as it is, and the answer says why', async () => {
  const { send, file, get } = await user('{ "env": ')
  const refused = await send('POST', '/api/clients/claude/attach')
  expect(refused.status).toBe(422)
  expect(((await refused.json()) as ApiError).error.message).toContain(file)
  expect(readFileSync(file, 'utf8')).toBe('{ "env": ')
  const why = { code: 'client-file-broken', params: { line: 1 } }
  expect((await get<ClientList>('/api/clients')).items[0]).toMatchObject({
    state: 'unreadable',
    reason: expect.stringContaining('line 1'),
    why,
  })
  expect((await (await send('POST', '/api/clients/claude/attach')).json()) as ApiError).toMatchObject({
    error: { reason: why },
  })
})

test('unknown services are not there, and a daemon without a user has no clients', async () => {
  const { send } = await user()
  expect((await send('POST', '/api/clients/nothing/attach')).status).toBe(404)
  const nobody = await adminContext({})
  expect(await nobody.get('/api/clients')).toEqual({ items: [] })
  expect((await nobody.send('POST', '/api/clients/claude/attach')).status).toBe(404)
})
