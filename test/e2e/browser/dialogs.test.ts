/** Dialogs over the page, and what was typed but not saved: nothing of it is lost by a slip of the hand. */
import { expect, it } from 'vitest'
import { clp } from '../../kit/clp.ts'
import { entry } from '../../kit/temp-home.ts'
import { describeInBrowser, eventually, shows } from './stage.ts'

const UPSTREAMS = { main: entry('https://main.test', { active: true }) }

describeInBrowser('a dialog', (stage) => {
  it('leaves Escape to the one above it, and gives the focus back', async () => {
    const running = await clp({ claude: UPSTREAMS })
    const page = await stage.open(running.ui, '/upstreams')
    const add = page.getByRole('button', { name: 'Add upstream' })
    await add.click()
    const form = page.getByRole('dialog', { name: 'Add an upstream' })
    await form.getByLabel('Base address').fill('https://third.test')
    await form.getByRole('button', { name: 'Test' }).click()
    const test = page.getByRole('dialog', { name: /^Test/ })
    await test.waitFor()
    await page.keyboard.press('Escape')
    await test.waitFor({ state: 'detached' })
    expect(await form.getByLabel('Base address').inputValue()).toBe('https://third.test')

    await page.keyboard.press('Escape')
    const question = page.getByRole('dialog', { name: 'Discard the changes?' })
    await question.getByRole('button', { name: 'Keep editing' }).click()
    await question.waitFor({ state: 'detached' })
    expect(await form.getByLabel('Base address').inputValue()).toBe('https://third.test')
    await page.mouse.click(5, 5)
    await question.getByRole('button', { name: 'Discard changes' }).click()
    await form.waitFor({ state: 'detached' })
    await eventually(() => add.evaluate((button) => button === document.activeElement))
  })

  it('with nothing typed in it goes without a question, back to the menu it came from', async () => {
    const running = await clp({ claude: UPSTREAMS })
    const page = await stage.open(running.ui, '/upstreams')
    const more = page.getByRole('button', { name: 'More for main' })
    await more.click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByRole('dialog', { name: 'Rename "main"' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await eventually(() => more.evaluate((button) => button === document.activeElement))
  })
})

describeInBrowser('what is not saved', (stage) => {
  it('keeps the page until somebody decides', async () => {
    const running = await clp({ claude: UPSTREAMS })
    const page = await stage.open(running.ui, '/filters')
    await page.getByRole('button', { name: 'Add a rule' }).first().click()
    await shows(page, 'Something is not filled in yet')
    await page.getByRole('link', { name: 'Usage' }).click()
    const question = page.getByRole('dialog', { name: 'Discard the changes?' })
    await question.getByRole('button', { name: 'Keep editing' }).click()
    expect(new URL(page.url()).pathname).toBe('/filters')
    await shows(page, 'Something is not filled in yet')
    await page.getByRole('link', { name: 'Usage' }).click()
    await question.getByRole('button', { name: 'Discard changes' }).click()
    await page.getByRole('heading', { level: 1, name: 'Usage' }).waitFor()
  })
})
