import { expect, it } from 'vitest'
import { messageStream, text } from '../../../src/protocol/anthropic-messages/sample-answer.ts'
import { clp, upstream } from '../../kit/clp.ts'
import { controlled, json } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'
import { claudeBody } from './demo.ts'
import { describeInBrowser, eventually, shows } from './stage.ts'

const ask = (address: string, body = claudeBody(1)): Promise<Response> =>
  fetch(`${address}/v1/messages`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })

const STREAM = messageStream({ blocks: [text('The pool ', 'is closed ', 'too early.')] })
const CUT = STREAM.indexOf('is closed')

describeInBrowser('the first run', (stage) => {
  it('leads from nothing to the first answer, which appears while it streams', async () => {
    const stream = controlled()
    const behind = await upstream(stream.script)
    const running = await clp({})
    const page = await stage.open(running.ui)
    const done = page.getByText('(done)')
    await page.getByText('(still to do)').nth(2).waitFor()

    await page.getByRole('link', { name: 'Add an upstream' }).first().click()
    await page.getByRole('button', { name: 'Add upstream' }).first().click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Name').fill('first')
    await form.getByLabel('Base address').fill(behind.url)
    await form.getByLabel(/Authorization: Bearer/).fill('sk-ant-first-key')
    await form.getByRole('button', { name: 'Save' }).click()
    await shows(page.getByRole('list', { name: 'Upstreams of Claude' }), 'first')
    await page.getByRole('link', { name: 'Overview' }).click()
    await done.waitFor()
    expect(await done.count()).toBe(1)

    const answer = ask(running.claudeUrl)
    const request = await stream.started
    expect(request.header('authorization')).toEqual(['Bearer sk-ant-first-key'])
    await stream.head()
    await stream.push(STREAM.slice(0, CUT))
    await done.nth(1).waitFor()
    const row = page.getByRole('link', { name: /POST \/v1\/messages/ })
    await row.getByText('streaming').waitFor()
    await row.click()
    await shows(page, 'This request is still running')

    await stream.push(STREAM.slice(CUT))
    await stream.end()
    expect(await (await answer).text()).toBe(STREAM)
    await page.getByRole('tab', { name: 'Conversation' }).click()
    await shows(page, 'The pool is closed too early.')
    await page.keyboard.press('Escape')
    await page.getByRole('row', { name: /first.*claude/ }).waitFor()
    await page.getByRole('link', { name: 'Overview' }).click()
    await shows(page, 'Nothing is running')
    await eventually(async () => (await page.getByText('Three steps').count()) === 0)
  })

  it('shows an answer that arrives, piece by piece', async () => {
    const stream = controlled()
    const behind = await upstream(stream.script)
    const running = await clp({ claude: { main: entry(behind.url, { active: true }) } })
    const page = await stage.open(running.ui, '/requests')
    const answer = ask(running.claudeUrl)
    await stream.started
    await stream.head()
    await page.getByRole('row', { name: /streaming/ }).click()
    await shows(page, 'This request is still running')
    await stream.push(STREAM.slice(0, CUT + 20))
    await shows(page.getByRole('dialog'), /^The pool/)
    await stream.push(STREAM.slice(CUT + 20))
    await stream.end()
    await (await answer).text()
    await page.getByRole('tab', { name: 'Timeline' }).waitFor()
  })

  it('switches the active upstream while a stream runs, which stays whole', async () => {
    const stream = controlled()
    const before = await upstream(stream.script)
    const after = await upstream(json({ type: 'message', content: [] }))
    const running = await clp({
      claude: { before: entry(before.url, { active: true }), after: entry(after.url) },
    })
    const page = await stage.open(running.ui)
    const answer = ask(running.claudeUrl)
    await stream.started
    await stream.head()
    await stream.push(STREAM.slice(0, CUT))

    const card = page.getByRole('region', { name: 'Claude' })
    await card.getByLabel('Active upstream').selectOption('after')
    await shows(page, 'Claude now goes to after')
    await (await ask(running.claudeUrl)).text()
    expect(after.seen.length).toBe(1)
    expect(before.seen.length).toBe(1)

    await stream.push(STREAM.slice(CUT))
    await stream.end()
    expect(await (await answer).text()).toBe(STREAM)
    expect(await card.getByLabel('Active upstream').inputValue()).toBe('after')
  })
})
