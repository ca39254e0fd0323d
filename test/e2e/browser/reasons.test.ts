import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { clp, upstream } from '../../kit/clp.ts'
import { deadUpstream } from '../../kit/dead-upstream.ts'
import { json } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'
import { claudeBody } from './demo.ts'
import { describeInBrowser, goTo, shows } from './stage.ts'

/** Set to keep a picture of each page that is looked at. */
const PICTURES = process.env['CLP_PICTURES']

const picture = async (page: Page, name: string): Promise<void> => {
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
}

/** Sentences of the daemon as a page would show them untranslated: three English words in a row. */
const ENGLISH = /\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/

describeInBrowser('reasons', (stage) => {
  it('are told in Chinese: why a filter acts or refuses, and why an upstream failed', async () => {
    const failing = await upstream(json({ error: { type: 'overloaded_error', message: 'no' } }, 529))
    const running = await clp({
      claude: { bad: entry(failing.url, { active: true }), gone: entry(await deadUpstream()) },
      bodyFilter: [
        { source: 'nowhere', op: 'remove' },
        { source: 'signed thought', op: 'remove', match: 'text' },
      ],
      balancing: { mode: 'weight-based', options: { failureThreshold: 1 } },
    })
    await fetch(`${running.claudeUrl}/v1/messages`, { method: 'POST', body: claudeBody(1) })
    const page = await stage.open(running.ui, '/filters', { language: 'zh' })
    const thought = { type: 'thinking', thinking: 'signed thought', signature: 's' }
    await page
      .getByRole('textbox', { name: '请求体', exact: true })
      .fill(JSON.stringify({ messages: [{ role: 'assistant', content: [thought] }] }))
    await page.getByRole('button', { name: '试一试' }).click()
    await shows(page, '没有匹配（按 regex 解读）')
    await shows(page, /命中了已签名的思考块/)
    await picture(page, 'filters')
    expect(await page.getByRole('listitem').allInnerTexts()).not.toContainEqual(expect.stringMatching(ENGLISH))

    await goTo(page, running.ui, '/balancing')
    await shows(page, /返回状态 529/)
    await shows(page, /无法连接（ECONNREFUSED）/)
    await picture(page, 'balancing')
  })

  it('are told in Chinese: why a document is not taken', async () => {
    const running = await clp({ claude: { main: entry('https://main.test', { active: true }) } })
    const page = await stage.open(running.ui, '/settings', { language: 'zh' })
    running.home.write({ balancing: { mode: 'fastest' } })
    await shows(page, /字段 mode 必须是以下之一：/)
    await picture(page, 'settings')
  })
})
