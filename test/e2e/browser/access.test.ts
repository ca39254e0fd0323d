import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { clp } from '../../kit/clp.ts'
import { entry } from '../../kit/temp-home.ts'
import { describeInBrowser, eventually, goTo, shows } from './stage.ts'

const CLAUDE = { main: entry('https://main.test', { active: true }) }

/** While access is refused, the live socket is refused, and Chromium says so. */
const REFUSED = { expected: /WebSocket connection to .* failed/ }

const JSON_POST = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }

const generate = async (ui: string, body: object): Promise<string> => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return ((await (await fetch(new URL('/api/access/tokens', ui), init)).json()) as { token: string }).token
}

const closeDoor = (ui: string): Promise<Response> =>
  fetch(new URL('/api/access', ui), {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ enabled: true }),
  })

describeInBrowser('access', (stage) => {
  it('is switched on without locking anybody out: this browser is signed in, attached clients get their tokens', async () => {
    const root = mkdtempSync(join(tmpdir(), 'clp-user-'))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    const running = await clp({ claude: CLAUDE }, { HOME: root })
    await fetch(new URL('/api/clients/claude/attach', running.ui), JSON_POST)
    const page = await stage.open(running.ui, '/access')
    await page.getByLabel('Ask for an access token').click()
    const question = page.getByRole('dialog', { name: 'Switch access on?' })
    await question.getByRole('button', { name: 'Make a token and switch on' }).click()
    const done = page.getByRole('dialog', { name: 'Access is on' })
    await shows(done, 'This browser is signed in with it.')
    const token = /clp_\w+/.exec((await done.textContent()) ?? '')?.[0] ?? ''
    await done.getByRole('button', { name: 'Point Claude Code here' }).click()
    const attach = page.getByRole('dialog', { name: 'Point Claude Code at CLP?' })
    await attach.getByRole('button', { name: 'Write' }).click()
    await attach.waitFor({ state: 'detached' })
    const settings = JSON.parse(readFileSync(join(root, '.claude/settings.json'), 'utf8'))
    expect(settings.env.ANTHROPIC_AUTH_TOKEN).toMatch(/^clp_/)
    await done.getByRole('button', { name: 'I have copied it' }).click()
    await page.reload()
    await shows(page.getByRole('list', { name: 'Access tokens' }), 'this-browser')
    expect(await page.content()).not.toContain(token)
    expect((await fetch(new URL('/api/status', running.ui))).status).toBe(401)
  })

  it('makes a token, shows it once, and signs its maker in', async () => {
    const running = await clp({ claude: CLAUDE })
    const page = await stage.open(running.ui, '/access')
    await page.getByRole('button', { name: 'New access token' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Name').fill('laptop')
    await form.getByLabel('Valid until').fill('30d')
    await form.getByRole('button', { name: 'Save' }).click()
    const made = page.getByRole('dialog', { name: 'The access token "laptop"' })
    const token = /clp_\S+/.exec((await made.textContent()) ?? '')?.[0] ?? ''
    expect(token.length).toBeGreaterThan(30)
    await shows(made, 'This browser is signed in with it.')
    await page.keyboard.press('Escape')
    await made.getByRole('button', { name: 'I have copied it' }).click()
    await shows(page.getByRole('list', { name: 'Access tokens' }), 'laptop')
    await page.reload()
    await shows(page.getByRole('list', { name: 'Access tokens' }), 'laptop')
    expect(await page.content()).not.toContain(token)
    expect(running.home.read('auth.json')).not.toContain(token)
  })

  it('asks for a token, says when it is wrong, lets in, and out again', async () => {
    const running = await clp({ claude: CLAUDE })
    const token = await generate(running.ui, { name: 'me' })
    await closeDoor(running.ui)
    const page = await stage.open(running.ui, '/usage', REFUSED)
    const field = page.getByLabel('Access token', { exact: true })
    const enter = page.getByRole('button', { name: 'Sign in' })
    await field.fill('secret')
    await enter.click()
    await shows(page, 'An access token begins with clp_')
    await field.fill(`clp_${'x'.repeat(43)}`)
    await enter.click()
    await shows(page, /not valid here/)
    await field.fill(token)
    await enter.click()
    await page.getByRole('heading', { name: 'Usage', level: 1 }).waitFor()
    await shows(page, 'Live')
    await page.getByRole('button', { name: /Sign out/ }).click()
    await enter.waitFor()
    await page.reload()
    await enter.waitFor()
  })

  it('takes the token out of the address at once', async () => {
    const running = await clp({ claude: CLAUDE })
    const token = await generate(running.ui, { name: 'me' })
    await closeDoor(running.ui)
    const page = await stage.open(running.ui, `/requests?status=4xx&token=${token}`, REFUSED)
    await page.getByRole('heading', { name: 'Requests', level: 1 }).waitFor()
    expect(page.url()).not.toContain('clp_')
    expect(new URL(page.url()).searchParams.get('status')).toBe('4xx')
    await goTo(page, running.ui, '/')
    await page.goBack()
    expect(page.url()).not.toContain('clp_')
  })

  it('ends the view when the token is taken away or has expired', async () => {
    const running = await clp({ claude: CLAUDE })
    const token = await generate(running.ui, { name: 'me' })
    await closeDoor(running.ui)
    const page = await stage.open(running.ui, `/?token=${token}`, REFUSED)
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    const auth = JSON.parse(running.home.read('auth.json')) as { tokens: Record<string, unknown>[] }
    const expired = auth.tokens.map((one) => ({ ...one, expires_at: '2020-01-01T00:00:00Z' }))
    running.home.write({ auth: { ...auth, tokens: expired } })
    await eventually(
      async () =>
        (await fetch(new URL(`/api/status`, running.ui), { headers: { authorization: `Bearer ${token}` } })).status ===
        401,
    )
    // The page may have noticed by itself, and then has no links left.
    await page.reload()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.getByLabel('Access token', { exact: true }).fill(token)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await shows(page, /has expired/)
  })
})
