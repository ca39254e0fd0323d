/** Why a request failed, in the words of the upstream; and lists that are long. */
import { expect, it } from 'vitest'
import { clp, upstream } from '../../kit/clp.ts'
import { answer } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'
import { askClaude } from './demo.ts'
import { describeInBrowser, eventually, shows } from './stage.ts'

const REFUSAL = '{"type":"error","error":{"type":"authentication_error","message":"This key was revoked"}}'

describeInBrowser('a request that was refused', (stage) => {
  it('says so in the words of the upstream, with what to do', async () => {
    const behind = await upstream(answer(401, ['content-type', 'application/json'], REFUSAL))
    const running = await clp({ claude: { main: entry(behind.url, { active: true }) } })
    expect(await askClaude({ clp: running }, 1)).toBe(401)
    const page = await stage.open(running.ui, '/requests')
    await page.getByRole('row', { name: /401 authentication_error: This key was revoked/ }).click()
    const detail = page.getByRole('dialog')
    await shows(detail, 'authentication_error: This key was revoked')
    await shows(detail, /Check the key of the upstream/)
    await detail.getByRole('tab', { name: 'Response' }).click()
    await page.waitForURL(/tab=response/)
  })
})

describeInBrowser('hundreds of upstreams', (stage) => {
  it('are drawn as one scrolls, and found by name or address', async () => {
    const all = Array.from({ length: 120 }, (_, index) => [`relay-${index}`, entry(`https://r${index}.test`)])
    const running = await clp({ claude: Object.fromEntries(all) })
    const page = await stage.open(running.ui, '/upstreams')
    const list = page.getByRole('list', { name: 'Upstreams of Claude' })
    await shows(page, 'Show 70 more')
    expect(await list.getByRole('listitem').count()).toBe(50)
    await list.getByRole('listitem').last().scrollIntoViewIfNeeded()
    await eventually(async () => {
      await page.mouse.wheel(0, 4000)
      return (await list.getByRole('listitem').count()) === 120
    })
    await page.getByLabel('Search by name or address').fill('r117.test')
    await shows(list, 'relay-117')
    expect(await list.getByRole('listitem').count()).toBe(1)
  })
})
