import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import {
  messageError,
  messageStream,
  text,
  thinking,
  toolUse,
} from '../../../src/protocol/anthropic-messages/sample-answer.ts'
import { calls, reasons, responseStream, says } from '../../../src/protocol/openai-responses/sample-answer.ts'
import { clp, scene, upstream } from '../../kit/clp.ts'
import { recordOf } from '../../kit/records.ts'
import { EVENT_STREAM, json, pieces } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'
import { askCodex, claudeBody } from './demo.ts'
import { agedClp } from './history.ts'
import { describeInBrowser, eventually, goTo, shows } from './stage.ts'

const ANSWER = messageStream({
  blocks: [
    thinking('c2ln', 'Where is the pool drained?'),
    text('It is closed ', 'too early.'),
    toolUse('toolu_1', 'Read', { file_path: '/project/pool.ts' }),
  ],
})

const ask = async (address: string, path = '/v1/messages'): Promise<void> => {
  const headers = { 'content-type': 'application/json', 'x-real-ip': '10.0.0.7', authorization: 'Bearer -' }
  await (await fetch(`${address}${path}`, { method: 'POST', headers, body: claudeBody(7) })).text()
}

const idsOf = async (ui: string): Promise<string[]> => {
  const { items } = (await (await fetch(new URL('/api/exchanges', ui))).json()) as { items: { id: string }[] }
  return items.map(({ id }) => id)
}

/** The id of the newest request, once there are as many in the log. */
const newest = async (ui: string, count = 1): Promise<string> => {
  await eventually(async () => (await idsOf(ui)).length >= count)
  return (await idsOf(ui))[0] ?? ''
}

const tab = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name }).click()

describeInBrowser('requests', (stage) => {
  it('shows a failover as a timeline, and what rules changed on the way', async () => {
    const busy = await upstream(json(messageError('overloaded_error', 'Overloaded'), 529))
    const calm = await upstream(pieces([ANSWER], EVENT_STREAM))
    const running = await clp({
      claude: { busy: entry(busy.url, { weight: 9, active: true }), calm: entry(calm.url, { weight: 1 }) },
      balancing: { mode: 'weight-based' },
      bodyFilter: [{ source: 'hunter2', op: 'replace', target: 'secret', match: 'text' }],
    })
    await ask(running.claudeUrl)
    const page = await stage.open(running.ui, `/requests/${await newest(running.ui)}`)
    await shows(page, 'Attempt 1: busy')
    await shows(page, 'refused 529')
    await shows(page, 'overloaded_error: Overloaded')
    await shows(page, 'It has too much to do. Wait, or use another upstream.')
    await shows(page, 'Attempt 2: calm')
    await shows(page, 'Chosen: the one before refused')

    await tab(page, 'Request')
    const drawer = page.getByRole('dialog')
    await shows(drawer, 'x-real-ip')
    await shows(drawer, 'Credentials are never kept.')
    // The body filter's edit stands there as a difference: the line as it came, and the line as it left.
    await shows(drawer, /password=hunter2/)
    await shows(drawer, /password=secret/)
    await tab(page, 'Response')
    await shows(drawer, 'content-type')
    await shows(drawer, /message_start/)
  })

  it('tells a Messages exchange as a conversation', async () => {
    const { claudeUrl, ui } = await scene(pieces([ANSWER], EVENT_STREAM))
    await ask(claudeUrl)
    const page = await stage.open(ui, `/requests/${await newest(ui)}`)
    await tab(page, 'Conversation')
    const drawer = page.getByRole('dialog')
    for (const words of [
      /^You are a careful engineer/,
      'Why does the connection pool test fail? (question 7)',
      'Result of Read',
      'Where is the pool drained?',
      'It is closed too early.',
      'Tool call Read',
      /"file_path": "\/project\/pool.ts"/,
      'Stopped: tool_use',
    ]) {
      await shows(drawer, words)
    }
  })

  it('tells a Responses exchange as a conversation', async () => {
    const stream = responseStream({
      items: [
        reasons('Looking for it', 'ZW5j'),
        says('It is ', 'in pool.ts.'),
        calls('call_1', 'shell', { command: ['rg', 'drain'] }),
      ],
    })
    const running = await scene(pieces([stream], EVENT_STREAM))
    await askCodex({ clp: running }, 3)
    const page = await stage.open(running.ui, `/requests/${await newest(running.ui)}`)
    await tab(page, 'Conversation')
    const drawer = page.getByRole('dialog')
    for (const words of [
      'You are Codex. Work in /project.',
      'Find where the pool is drained (3)',
      'Looking for it',
      'It is in pool.ts.',
      'Tool call shell',
    ]) {
      await shows(drawer, words)
    }
  })

  it('keeps the filter in the address, where it can be passed on', async () => {
    const running = await scene(json({ type: 'message', content: [] }))
    running.upstream.next(json({ error: { message: 'no' } }, 400))
    await ask(running.claudeUrl)
    await ask(running.claudeUrl)
    await newest(running.ui, 2)
    const page = await stage.open(running.ui, '/requests')
    const rows = page.locator('[role=rowgroup] a[role=row]')
    await rows.nth(1).waitFor()
    await page.getByLabel('Status', { exact: true }).selectOption('4xx')
    await eventually(async () => (await rows.count()) === 1)
    expect(new URL(page.url()).searchParams.get('status')).toBe('4xx')

    await page.reload()
    await rows.first().waitFor()
    await eventually(async () => (await rows.count()) === 1)
    expect(await page.getByLabel('Status', { exact: true }).inputValue()).toBe('4xx')
    await page.getByRole('button', { name: 'Clear the filter' }).click()
    await rows.nth(1).waitFor()
    expect(new URL(page.url()).search).toBe('')
    await goTo(page, running.ui, '/requests?text=nothing-says-this')
    await shows(page, 'No request matches the filter')
  })

  it('scrolls through 5,000 requests, and new ones do not move what one reads', async () => {
    const behind = await upstream(json({ type: 'message', content: [] }))
    const start = Date.now() - 86_400_000
    const records = Array.from({ length: 5000 }, (_, index) =>
      recordOf({ startedAt: start + index * 1000, path: `/v1/messages/${index}` }),
    )
    const aged = await agedClp({ claude: { main: entry(behind.url, { active: true }) } }, records)
    const page = await stage.open(aged.ui, '/requests')
    const table = page.getByRole('table', { name: 'Requests' })
    await shows(table, '/v1/messages/4999')
    const scroller = table.locator('..')
    // The list grows by a page each time its end comes near.
    await page.evaluate(() => {
      const end = 'That is all that is in the log'
      const list = document.querySelector('[role=table]')?.parentElement
      return new Promise<void>((resolve) => {
        const step = () => {
          list?.scrollTo({ top: list.scrollHeight })
          if (document.body.textContent.includes(end)) return resolve()
          requestAnimationFrame(step)
        }
        step()
      })
    })
    await scroller.press('End')
    await shows(table, /messages\/0$/)
    expect(await table.getAttribute('aria-rowcount')).toBe('5000')
    expect(await table.getByRole('row').count()).toBeLessThan(100)

    await scroller.evaluate((element) => element.scrollTo({ top: 3800 }))
    const read = table.getByText('/v1/messages/4890', { exact: false }).first()
    await read.waitFor()
    const before = await restingPlace(read)
    for (let turn = 0; turn < 3; turn += 1) await ask(aged.claudeUrl)
    const fresh = page.getByRole('button', { name: '3 new requests' })
    await fresh.waitFor()
    expect(await read.boundingBox()).toEqual(before)
    await fresh.click()
    await eventually(async () => (await table.getAttribute('aria-rowcount')) === '5003')
    expect(await scroller.evaluate((element) => element.scrollTop)).toBe(0)
  })
})

/** Where an element stands once the list around it has measured its rows. */
const restingPlace = async (element: Locator): Promise<Awaited<ReturnType<Locator['boundingBox']>>> => {
  let place = await element.boundingBox()
  await eventually(async () => {
    const before = place
    // Measuring takes a frame, moving what was measured another one.
    await element.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    place = await element.boundingBox()
    return place !== null && place.y === before?.y
  })
  return place
}
