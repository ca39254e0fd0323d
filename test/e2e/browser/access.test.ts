import { expect, it } from 'vitest'
import { clp } from '../../kit/clp.ts'
import { entry } from '../../kit/temp-home.ts'
import { describeInBrowser, eventually, goTo, shows } from './stage.ts'

const CLAUDE = { main: entry('https://main.test', { active: true }) }

/** While access is refused, the live socket is refused, and Chromium says so. */
const REFUSED = { expected: /WebSocket connection to .* failed/ }

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
  it('makes a token, shows it once, and will not lock its maker out', async () => {
    const running = await clp({ claude: CLAUDE })
    const page = await stage.open(running.ui, '/access', REFUSED)
    await page.getByLabel('Ask for a token').click()
    const question = page.getByRole('dialog')
    await shows(question, 'You would be locked out')
    expect(await question.getByRole('button', { name: 'Switch on' }).isDisabled()).toBe(true)
    await question.getByRole('button', { name: 'Cancel' }).click()

    await page.getByRole('button', { name: 'New token' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Name').fill('laptop')
    await form.getByLabel('Valid until').fill('30d')
    await form.getByRole('button', { name: 'Save' }).click()
    const made = page.getByRole('dialog', { name: 'The token "laptop"' })
    const token = /clp_\S+/.exec((await made.textContent()) ?? '')?.[0] ?? ''
    expect(token.length).toBeGreaterThan(30)
    await page.keyboard.press('Escape')
    await made.getByRole('button', { name: 'I have copied it' }).click()
    await shows(page.getByRole('list', { name: 'Tokens' }), 'laptop')
    await page.reload()
    await shows(page.getByRole('list', { name: 'Tokens' }), 'laptop')
    expect(await page.content()).not.toContain(token)
    expect(running.home.read('auth.json')).not.toContain(token)
  })

  it('asks for a token, says when it is wrong, lets in, and out again', async () => {
    const running = await clp({ claude: CLAUDE })
    const token = await generate(running.ui, { name: 'me' })
    await closeDoor(running.ui)
    const page = await stage.open(running.ui, '/usage', REFUSED)
    const field = page.getByLabel('Token', { exact: true })
    const enter = page.getByRole('button', { name: 'Sign in' })
    await field.fill('secret')
    await enter.click()
    await shows(page, 'A token begins with clp_')
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
    await page.getByLabel('Token', { exact: true }).fill(token)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await shows(page, /has expired/)
  })
})
