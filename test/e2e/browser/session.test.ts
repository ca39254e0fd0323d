/** The two halves of a sign-in in a real browser: what a neighbour on another port is shown, and that tabs, reloads and downloads go on working. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { hashToken } from '../../../src/codec/text/token.ts'
import { clp } from '../../kit/clp.ts'
import { describeInBrowser, shows } from './stage.ts'

const TOKEN = `clp_${'owner'.padEnd(32, '0')}`
const AUTH = { enabled: true, tokens: [{ token_hash: hashToken(TOKEN), name: 'owner' }] }

const status = async (ui: string, headers: Readonly<Record<string, string>>) =>
  (await fetch(new URL('/api/status', ui), { headers })).status

describeInBrowser('a sign-in', (stage) => {
  test('a server on another port is shown the cookie and gets no further; tabs and reloads stay signed in', async () => {
    const { ui } = await clp({ auth: AUTH })
    const shown: string[] = []
    const neighbour = createServer((request, response) => {
      shown.push(request.headers.cookie ?? '')
      response.end('<h1>hello</h1>')
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void neighbour.close())
    await once(neighbour, 'listening')
    const page = await stage.open(ui, `/?token=${TOKEN}`)
    await shows(page, 'Live')
    await page.reload()
    await shows(page, 'Live')

    const second = await page.context().newPage()
    await second.goto(new URL('/usage', ui).href)
    await second.getByRole('heading', { name: 'Usage', level: 1 }).waitFor()
    await shows(second, 'Live')

    const visitor = await page.context().newPage()
    await visitor.goto(`http://127.0.0.1:${(neighbour.address() as AddressInfo).port}/`)
    const stolen = shown.find((cookie) => cookie.includes('clp_session_')) ?? ''
    expect(stolen).not.toBe('')
    expect(await status(ui, { cookie: stolen })).toBe(401)
    expect(await visitor.evaluate(() => JSON.stringify({ ...localStorage }))).toBe('{}')
    expect(await second.evaluate(() => Object.keys(localStorage))).toContain('clp-page-key:/')
  })

  test('files are downloaded by the page, which shows its key', async () => {
    const { ui } = await clp({ auth: AUTH })
    const page = await stage.open(ui, `/usage?token=${TOKEN}`)
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()])
    expect(file.suggestedFilename()).toBe('clp-usage.csv')
  })

  test('signing in again in one tab brings the other one back in', async () => {
    const { ui } = await clp({ auth: AUTH })
    const refused = { expected: /WebSocket connection to .* failed/ }
    const page = await stage.open(ui, `/?token=${TOKEN}`, refused)
    const other = await page.context().newPage()
    await other.goto(new URL('/', ui).href)
    await shows(other, 'Live')
    await page.getByRole('button', { name: /Sign out/ }).click()
    await other.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.getByLabel('Access token', { exact: true }).fill(TOKEN)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await shows(page, 'Live')
    await shows(other, 'Live')
  })
})
