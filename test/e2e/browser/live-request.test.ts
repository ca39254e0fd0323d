/** A request that is read while it runs: the tabs it has, and what becomes of the page when it ends. */
import { expect, it } from 'vitest'
import { messageStream, text } from '../../../src/protocol/anthropic-messages/sample-answer.ts'
import { clp, upstream } from '../../kit/clp.ts'
import { controlled } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'
import { claudeBody } from './demo.ts'
import { describeInBrowser, shows } from './stage.ts'

const STREAM = messageStream({ blocks: [text('The pool is ', 'closed too early.')] })
const CUT = STREAM.indexOf('closed too early')

describeInBrowser('a request that is read while it runs', (stage) => {
  it('has the tabs of one that is done, and what is read stays when it ends', async () => {
    const stream = controlled()
    const behind = await upstream(stream.script)
    const running = await clp({ claude: { main: entry(behind.url, { active: true }) } })
    const page = await stage.open(running.ui, '/requests')
    const answer = fetch(`${running.claudeUrl}/v1/messages`, { method: 'POST', body: claudeBody(7) })
    await stream.started
    await stream.head()
    await page.getByRole('row', { name: /streaming/ }).click()
    const drawer = page.getByRole('dialog')
    const tabs = ['Timeline', 'Conversation', 'Request', 'Response']
    await drawer.getByRole('tab', { name: 'Timeline' }).waitFor()
    expect(await drawer.getByRole('tab').allTextContents()).toEqual(tabs)
    await drawer.getByRole('tab', { name: 'Request' }).click()
    await page.waitForURL(/tab=request/)
    await shows(drawer, 'The body is kept when the request has ended.')
    await drawer.getByRole('tab', { name: 'Conversation' }).click()
    await page.waitForURL(/tab=conversation/)

    await stream.push(STREAM.slice(0, CUT))
    const read = drawer.getByText(/^The pool is/)
    await read.evaluate((element) => element.setAttribute('data-read', ''))
    await stream.push(STREAM.slice(CUT))
    await stream.end()
    await (await answer).text()
    const whole = drawer.getByRole('button', { name: 'Show the whole conversation' })
    await whole.waitFor()
    expect(await drawer.locator('[data-read]').textContent()).toContain('The pool is closed too early.')
    expect(await drawer.getByRole('tab').allTextContents()).toEqual(tabs)
    expect(await drawer.getByText(/still running/).count()).toBe(0)
    await whole.click()
    await shows(drawer, 'Why does the connection pool test fail? (question 7)')
    await shows(drawer, 'The pool is closed too early.')
  })
})
