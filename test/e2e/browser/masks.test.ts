/** The masks page: settings, words that are written and never read, a text to try, and what a request's detail says of its secrets. */
import { expect, it } from 'vitest'
import { clp, upstream } from '../../kit/clp.ts'
import { ENV, KEY, PASSWORD } from '../../kit/masking.ts'
import { json } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'
import { describeInBrowser, eventually, goTo, shows } from './stage.ts'

describeInBrowser('masks', (stage) => {
  it('are switched on, chosen and given words of the user’s, which are never shown again', async () => {
    const running = await clp({ claude: { main: entry('https://main.test', { active: true }) } })
    const page = await stage.open(running.ui, '/filters')
    await page.getByRole('tab', { name: 'Masking' }).click()
    await page.getByLabel('Masking is on').check({ force: true })
    await page.getByLabel('E-mail address').check({ force: true })
    for (const word of ['Project Sirius', 'Acme']) {
      await page.getByRole('combobox', { name: 'Words of your own' }).fill(word)
      await page.keyboard.press('Enter')
    }
    await page.getByLabel('Text', { exact: true }).fill(`${ENV}Acme and Project Sirius`)
    await page.getByRole('button', { name: 'Try' }).first().click()
    await shows(page, /Anthropic key: line 2, column 19/)
    await shows(page, /Words of your own: line 4, column 1, 4 characters/)
    await page.getByRole('button', { name: 'Save' }).click()
    const stored = () => JSON.parse(running.home.read('mask.json'))
    await eventually(() => stored().values?.length === 2)
    expect(stored()).toMatchObject({ enabled: true, kinds: { email: true }, values: ['Project Sirius', 'Acme'] })
    await shows(page, /Proj…rius·[0-9a-f]{8}/)

    await goTo(page, running.ui, '/filters')
    await page.getByRole('tab', { name: 'Masking' }).click()
    await shows(page, /••••·[0-9a-f]{8}/)
    expect(await page.locator('body').innerText()).not.toMatch(/Project Sirius|Acme/)
    // A word that is masked still counts in a text to try, and can be taken away by itself.
    await page.getByLabel('Text', { exact: true }).fill('Ask Acme')
    await page.getByRole('button', { name: 'Try' }).first().click()
    await shows(page, /Words of your own: line 1, column 5/)
    await page.getByRole('combobox', { name: 'Words of your own' }).focus()
    await page.keyboard.press('Backspace')
    await page.getByRole('button', { name: 'Save' }).click()
    await eventually(() => stored().values.length === 1)
    expect(stored().values).toEqual(['Project Sirius'])
  })

  it('say in the detail of a request what was replaced, where and by what', async () => {
    const behind = await upstream(json({ type: 'message', content: [] }))
    const running = await clp({ claude: { main: entry(behind.url) }, mask: { enabled: true } })
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: ENV }] })
    await (await fetch(`${running.claudeUrl}/v1/messages`, { method: 'POST', body })).text()
    const list = async () => (await (await fetch(`${running.ui}/api/exchanges`)).json()).items
    await eventually(async () => (await list()).length === 1)
    const page = await stage.open(running.ui, `/requests/${(await list())[0].id}`)
    await shows(page, 'Kind anthropic-key')
    await shows(page, 'messages[0].content')
    await shows(page, /sk-ant-clp[0-9a-z]{12}/)
    await shows(page, /clp-secret-[0-9a-z]{12}/)
    const words = await page.locator('body').innerText()
    for (const secret of [KEY, PASSWORD]) expect(words).not.toContain(secret)
  })
})
