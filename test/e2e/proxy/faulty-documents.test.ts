/** Documents caught while an editor saves them, left empty, or with one bad entry: requests go on, and everybody who asks is told. */
import { rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Status } from '../../../src/contract/api/status.ts'
import { clp, scene, type TestClp, upstream } from '../../kit/clp.ts'
import { json } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'

const statusOf = async ({ ui }: TestClp): Promise<Status> => (await (await fetch(`${ui}/api/status`)).json()) as Status

const PATIENCE = { timeout: 20_000 }

const rejectedIn = async (here: TestClp): Promise<readonly string[]> =>
  (await statusOf(here)).rejections.map(({ document }) => document)

const ask = ({ claudeUrl }: TestClp, init?: RequestInit): Promise<Response> => fetch(`${claudeUrl}/v1/models`, init)

describe('an editor that empties the file and writes it later', () => {
  test.each([
    ['empty', ''],
    ['half', '{"main": {"base_u'],
  ])('leaves upstreams in force while the file is %s', async (_what, text) => {
    const here = await scene(json('first'))
    const other = await upstream(json('second'))
    here.home.write({ claude: text })
    expect(await (await ask(here)).json()).toBe('first')
    // Longer than any patience with a saving in progress: it is told by now.
    await expect.poll(() => rejectedIn(here), PATIENCE).toEqual(['claude'])
    expect(await (await ask(here)).json()).toBe('first')
    const { notices } = await statusOf(here)
    expect(notices.map(({ code, params }) => [code, params['document']])).toContainEqual(['config-rejected', 'claude'])
    here.home.write({ claude: { main: entry(other.url) } })
    await expect.poll(() => rejectedIn(here), PATIENCE).toEqual([])
    expect(await (await ask(here)).json()).toBe('second')
  })

  test('leaves nobody in without a token', async () => {
    const here = await scene(json('let in'), { auth: { enabled: true, tokens: [], services: { ui: false } } })
    here.home.write({ auth: '' })
    await expect.poll(() => rejectedIn(here), PATIENCE).toEqual(['auth'])
    expect((await ask(here)).status).toBe(401)
  })
})

test('a file that is empty from the start is told as unreadable, never as "no upstream"', async () => {
  const here = await clp({ claude: '\n' })
  const answer = await ask(here)
  expect(answer.status).toBe(503)
  expect(answer.headers.get('x-clp-problem')).toBe('config-unusable')
  expect(await answer.text()).toContain('claude.json')
  const status = await statusOf(here)
  const claude = status.services.find(({ id }) => id === 'claude')
  expect(claude).toMatchObject({ state: 'down', problems: [] })
  expect(status.notices.filter(({ params }) => params['document'] === 'claude')).toMatchObject([
    { code: 'config-unusable', severity: 'error' },
  ])
  const main = await upstream(json('here'))
  here.home.write({ claude: { main: entry(main.url) } })
  await expect.poll(() => rejectedIn(here), PATIENCE).toEqual([])
  expect(await (await ask(here)).json()).toBe('here')
})

test('a file that was never readable and that requests can do without leaves its defaults in force, and says so', async () => {
  const here = await scene(json('answered'), { balancing: '{"mode": "weight' })
  expect((await ask(here)).status).toBe(200)
  const { notices } = await statusOf(here)
  expect(notices.map(({ code, params }) => [code, params['document']])).toContainEqual(['config-defaults', 'lb'])
  here.home.write({ balancing: { mode: 'sticky' } })
  await expect.poll(() => rejectedIn(here), PATIENCE).toEqual([])
  here.home.write({ balancing: '' })
  await expect.poll(() => rejectedIn(here), PATIENCE).toEqual(['lb'])
  expect((await statusOf(here)).notices.map(({ code }) => code)).toContain('config-rejected')
  expect((await statusOf(here)).rules.policy).toBe('sticky')
})

test('a file that is deleted means its defaults', async () => {
  const here = await scene(json('first'), { endpointFilter: '' })
  expect((await ask(here)).headers.get('x-clp-problem')).toBe('config-unusable')
  rmSync(`${here.home.root}/endpoint_filter.json`)
  await expect.poll(() => rejectedIn(here), PATIENCE).toEqual([])
  expect((await ask(here)).status).toBe(200)
})

describe('one entry that cannot be used', () => {
  const bad = { base_url: 'nowhere', auth_token: 'sk-never-shown-anywhere' }

  test('is left out with a notice, and the others work', async () => {
    const here = await scene(json('good'))
    here.home.write({ claude: { bad, main: entry(here.upstream.url, { weight: 'much' }) } })
    await expect
      .poll(async () => (await statusOf(here)).notices.map(({ code }) => code), PATIENCE)
      .toContain('entry-left-out')
    expect(await (await ask(here)).json()).toBe('good')
    const { services, rejections } = await statusOf(here)
    expect(rejections).toEqual([])
    const claude = services.find(({ id }) => id === 'claude')
    expect(claude).toMatchObject({ state: 'ready', active: 'main', upstreams: { total: 1 } })
    expect(
      claude?.problems.map(({ code, params }) => [code, params['entry'], params['field'], params['line']]),
    ).toEqual([
      ['entry-left-out', 'bad', 'bad.base_url', 3],
      ['value-ignored', 'main', 'main.weight', 9],
    ])
    expect(JSON.stringify(claude)).not.toContain(bad.auth_token)
  })

  test('and no other leaves nobody to be asked, and the client is told why', async () => {
    const here = await clp({ claude: { bad } })
    const answer = await ask(here)
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('bad.base_url must begin with http:// or https://')
    const claude = (await statusOf(here)).services.find(({ id }) => id === 'claude')
    expect(claude?.state).toBe('down')
    expect(claude?.problems.map(({ code }) => code)).toEqual(['entry-left-out'])
  })
})
