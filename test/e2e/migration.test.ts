/** The way from the Python CLP 1.11: its home is taken as it is, and everything in it is found again by CLI and API. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExchangePage } from '../../src/contract/api/exchanges.ts'
import type { Status } from '../../src/contract/api/status.ts'
import type { UpstreamList } from '../../src/contract/api/upstreams.ts'
import { createDaemon, type Daemon } from '../../src/daemon/daemon.ts'
import { clp } from '../kit/cli.ts'
import { createFormerHome, FORMER_FILES, FORMER_TOKEN } from '../kit/former-home.ts'

const home = createFormerHome()
afterAll(() => rmSync(home, { recursive: true, force: true }))

const json = async (argv: readonly string[]) => {
  const { code, out, err } = await clp([...argv, '--json'], { home })
  expect({ argv, code, err }).toEqual({ argv, code: 0, err: '' })
  return JSON.parse(out)
}
const unchanged = (): readonly string[] =>
  Object.entries(FORMER_FILES).flatMap(([path, text]) =>
    readFileSync(join(home, path), 'utf8') === text ? [] : [path],
  )

describe('the command line on the home of the Python CLP', () => {
  it('finds every document good', async () => {
    expect(
      (await json(['config', 'check'])).documents.filter(({ state }: { state: string }) => state === 'bad'),
    ).toEqual([])
  })

  it('lists the upstreams, the disabled one and the names in other letters too', async () => {
    const { upstreams } = await json(['list', 'claude', '--include-deleted'])
    expect(upstreams).toEqual([
      expect.objectContaining({ name: 'old', enabled: false }),
      expect.objectContaining({ name: 'prod', active: true, weight: 10 }),
      expect.objectContaining({ name: '备用', active: false, weight: 5 }),
    ])
  })

  it('knows the tokens and that access is on', async () => {
    const { out } = await clp(['auth', 'list', '--json'], { home })
    expect(JSON.parse(out)).toMatchObject({ enabled: true, tokens: [{ name: 'laptop' }, { name: 'gone' }] })
  })

  it('changes nothing by reading', () => {
    expect(unchanged()).toEqual([])
  })
})

describe('the daemon on the home of the Python CLP', () => {
  let daemon: Daemon
  beforeAll(async () => {
    daemon = await createDaemon({ home, environment: { CLP_CLAUDE_PORT: '0', CLP_CODEX_PORT: '0', CLP_UI_PORT: '0' } })
  })
  afterAll(() => daemon?.close(0))

  const api = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${daemon.ui}${path}`, { headers: { authorization: `Bearer ${FORMER_TOKEN}` } })
    expect([path, answer.status]).toEqual([path, 200])
    return (await answer.json()) as T
  }

  it('lets in whoever has one of the old tokens, and nobody else', async () => {
    expect((await fetch(`${daemon.ui}/api/status`)).status).toBe(401)
    const expired = { authorization: `Bearer clp_${'G'.repeat(32)}` }
    expect((await fetch(`${daemon.ui}/api/status`, { headers: expired })).status).toBe(401)
    await api('/api/status')
  })

  it('takes over the failure counters: what was left out is left out', async () => {
    const { upstreams } = await api<UpstreamList>('/api/services/claude/upstreams')
    const health = new Map(upstreams.map((one) => [one.name, one.health]))
    expect(health.get('prod')).toMatchObject({ failures: 1, state: 'failing' })
    expect(health.get('备用')).toMatchObject({ failures: 3, state: 'ejected' })
  })

  it('takes over the rules', async () => {
    expect(await api('/api/balancing')).toMatchObject({ settings: { mode: 'weight-based' } })
    expect(await api('/api/routing')).toMatchObject({
      settings: { modelMappings: { claude: [{ source: 'opus', target: 'sonnet' }] } },
    })
    expect(await api('/api/filters/body')).toMatchObject({ settings: [{ op: 'remove' }] })
    expect(await api('/api/filters/header')).toMatchObject({
      settings: { blocked_headers: ['x-forwarded-for', 'x-real-ip'] },
    })
    expect(await api('/api/filters/endpoint')).toMatchObject({ settings: { rules: [{ action: { status: 451 } }] } })
    const service = daemon.services.find(({ id }) => id === 'claude')
    const blocked = await fetch(`http://127.0.0.1:${service?.port}/v1/messages/count_tokens?beta=true`, {
      headers: { authorization: `Bearer ${FORMER_TOKEN}` },
    })
    expect(blocked.status).toBe(451)
  })

  it('has every request of every old log, newest first, without a credential in it', async () => {
    const { items } = await api<ExchangePage>('/api/exchanges?limit=100&until=1775000000000')
    expect(items.map(({ service }) => service)).toEqual(['codex', 'claude', 'claude', 'claude'])
    const details = await Promise.all(items.map(({ id }) => api(`/api/exchanges/${id}`)))
    const text = JSON.stringify(details)
    expect(text).not.toContain('sk-upstream-secret')
    expect(text).not.toContain(FORMER_TOKEN)
    expect(text).toContain('429')
    expect(text).toContain('"laptop"')
  })

  it('counts what the logs hold and what was kept when logs were cleared', async () => {
    // 1000 kept, 100 from each of two logged requests; of codex 30 and 50.
    const totals = JSON.stringify(await api('/api/usage?by=service'))
    expect(totals).toContain('"input":1200')
    expect(totals).toContain('"input":80')
  })

  it('leaves every old file as it was, but for logs it goes on writing, and says which of them others can read', async () => {
    expect(unchanged().filter((path) => !path.endsWith('.log'))).toEqual([])
    const { notices } = await api<Status>('/api/status')
    expect(notices.map(({ code }) => code)).toContain('home-readable')
  })
})
