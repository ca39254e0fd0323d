import { expect, it } from 'vitest'
import { messageEvents, text } from '../../../src/protocol/anthropic-messages/sample-answer.ts'
import { sseEvent } from '../../../src/protocol/common/sample-event.ts'
import { clp, upstream } from '../../kit/clp.ts'
import { recordOf, usageOf } from '../../kit/records.ts'
import { controlled, json } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'
import { claudeBody } from './demo.ts'
import { agedClp } from './history.ts'
import { describeInBrowser, eventually, goTo, shows } from './stage.ts'

const NAME = 'an-upstream-with-a-name-of-eighty-characters-because-somebody-liked-to-say-it-all'.slice(0, 80)

describeInBrowser('what nobody has, until somebody has it', (stage) => {
  it('keeps an upstream name of 80 characters inside its place, on a phone too', async () => {
    const behind = await upstream(json({ type: 'message', content: [] }))
    const running = await clp({ claude: { [NAME]: entry(behind.url, { active: true }), b: entry(behind.url) } })
    await (await fetch(`${running.claudeUrl}/v1/messages`, { method: 'POST', body: claudeBody(1) })).text()
    const page = await stage.open(running.ui, '/', { phone: true })
    for (const path of ['/', '/requests', '/usage', '/upstreams', '/routing', '/balancing']) {
      await goTo(page, running.ui, path)
      await page.waitForLoadState('networkidle')
      expect(`${path} ${await page.evaluate(() => document.documentElement.scrollWidth)}`).toBe(`${path} 390`)
    }
  })

  it('has something to say on every page when there is nothing at all', async () => {
    const running = await clp({})
    const page = await stage.open(running.ui)
    await shows(page, 'No tokens counted in the last 14 days')
    for (const [path, words] of [
      ['/requests', 'No requests yet'],
      ['/usage', 'No usage in this time'],
      ['/upstreams', 'No upstream yet'],
      ['/balancing', 'No enabled upstream'],
      ['/access', 'No access tokens yet'],
      ['/requests/0197-there-is-none', 'This request is not in the log'],
    ] as const) {
      await goTo(page, running.ui, path)
      await shows(page, words)
    }
  })

  it('shows a day of millions of tokens, short and, on hover, exact', async () => {
    const record = recordOf({
      startedAt: Date.now() - 1000,
      usage: usageOf({
        input: 1_234_567,
        uncachedInput: 234_567,
        cacheRead: 1_000_000,
        output: 54_321,
        total: 1_288_888,
      }),
    })
    const running = await agedClp({ claude: { prod: entry('https://prod.test', { active: true }) } }, [record])
    const page = await stage.open(running.ui, '/usage')
    await page.locator('[title*="1,288,888"]').first().waitFor()
    await shows(page, '1.2m')
  })

  it('stays awake through a stream of 10,000 chunks', async () => {
    const stream = controlled()
    const behind = await upstream(stream.script)
    const running = await clp({ claude: { main: entry(behind.url, { active: true }) } })
    const page = await stage.open(running.ui, '/requests')
    const answer = fetch(`${running.claudeUrl}/v1/messages`, { method: 'POST', body: claudeBody(1) })
    await stream.started
    await stream.head()
    await page.getByRole('row', { name: /streaming/ }).click()
    await shows(page, 'This request is still running')
    const words = Array.from({ length: 10_000 }, (_, index) => `word${index} `)
    const events = messageEvents({ blocks: [text(...words)] }).map((event) => sseEvent(event))
    for (const event of events.slice(0, 9000)) await stream.push(event)
    await shows(page.getByRole('dialog'), /word0 word1/)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    for (const event of events.slice(9000)) await stream.push(event)
    await stream.end()
    expect((await (await answer).text()).length).toBe(events.join('').length)
    await page.locator('a[role=row]').getByText('200', { exact: true }).click()
    await page.getByRole('tab', { name: 'Conversation' }).click()
    await shows(page.getByRole('dialog'), /^word0 word1/)
    await page.getByRole('button', { name: /Show more/ }).click()
    await eventually(async () => (await page.getByRole('dialog').textContent())?.includes('word5000 '))
  })
})
