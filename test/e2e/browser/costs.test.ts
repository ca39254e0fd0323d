/** Money on pages: what cost more than an amount, what credit costs; and the messages that went by. */
import { expect, it } from 'vitest'
import { clp } from '../../kit/clp.ts'
import { costAt, recordOf } from '../../kit/records.ts'
import { entry } from '../../kit/temp-home.ts'
import { agedClp } from './history.ts'
import { describeInBrowser, eventually, shows } from './stage.ts'

const CLAUDE = { claude: { relay: entry('https://relay.test', { active: true }) } }

describeInBrowser('costs', (stage) => {
  it('are something to filter by', async () => {
    const startedAt = Date.now() - 60_000
    const running = await agedClp(CLAUDE, [
      recordOf({ startedAt, path: '/v1/dear', cost: costAt(700_000_000n) }),
      recordOf({ startedAt, path: '/v1/cheap', cost: costAt(1000n) }),
      recordOf({ startedAt, path: '/v1/unknown', cost: costAt(null) }),
    ])
    const page = await stage.open(running.ui, '/requests?costs=0.5')
    const rows = page.locator('[role=rowgroup] a[role=row]')
    await shows(page, /\/v1\/dear/)
    await eventually(async () => (await rows.count()) === 1)
    expect(await page.getByLabel('Costs more than ($)').inputValue()).toBe('0.5')
  })

  it('of credit are set beside the multiplier, and the message about it can be read again', async () => {
    const running = await clp(CLAUDE)
    const page = await stage.open(running.ui, '/prices')
    const relay = page.getByRole('group', { name: 'claude/relay' })
    await relay.getByLabel('A dollar costs').fill('1.5')
    await relay.getByLabel('Currency').selectOption('CNY')
    await page.getByRole('button', { name: 'Save' }).click()
    await eventually(async () => {
      const answer = await fetch(new URL('/api/documents/prices', running.ui))
      const { text } = (await answer.json()) as { readonly text: string }
      return text.includes('"price": 1.5') && text.includes('"currency": "CNY"')
    })
    await page.getByRole('button', { name: 'Past messages' }).click()
    await shows(page.getByRole('region', { name: 'Past messages' }), 'Saved')
  })
})
