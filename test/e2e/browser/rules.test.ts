import { expect, it } from 'vitest'
import { clp, upstream } from '../../kit/clp.ts'
import { json } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'
import { describeInBrowser, eventually, shows } from './stage.ts'

describeInBrowser('rules', (stage) => {
  it('shows on a pasted request what each filter does, before anything is saved', async () => {
    const running = await clp({
      claude: { main: entry('https://main.test', { active: true }) },
      headerFilter: { enabled: true, blocked_headers: ['x-real-ip'] },
      bodyFilter: [{ source: 'hunter2', op: 'replace', target: 'swordfish', match: 'text' }],
    })
    const page = await stage.open(running.ui, '/filters')
    await page.getByLabel('Headers, one per line').fill('content-type: application/json\nx-real-ip: 10.0.0.7')
    await page
      .getByLabel('Body', { exact: true })
      .fill('{"model":"m","messages":[{"role":"user","content":"hunter2"}]}')
    await page.getByRole('button', { name: 'Try' }).click()
    await shows(page, 'It passes')
    expect(await page.locator('mark').allInnerTexts()).toEqual(expect.arrayContaining(['hunter2', 'swordfish']))
    await shows(page, 'x-real-ip')

    await page.getByRole('button', { name: 'Add a rule' }).click()
    await page.getByLabel('Path', { exact: true }).selectOption('prefix')
    await page.getByLabel('Path to compare with').fill('/v1/')
    await page.getByRole('button', { name: 'Try' }).click()
    await shows(page, /Refused with 400/)
    await page.getByRole('button', { name: 'Discard changes' }).click()
    await page.getByRole('button', { name: 'Try' }).click()
    await shows(page, 'It passes')
  })

  it('says where a model would go, and why', async () => {
    const running = await clp({
      claude: { main: entry('https://main.test', { active: true }), other: entry('https://other.test') },
    })
    const page = await stage.open(running.ui, '/routing')
    await page.getByText('To models', { exact: true }).click()
    await eventually(() => running.home.read('data/model_router_config.json').includes('model-mapping'))
    await page.getByRole('button', { name: 'Add a rule' }).first().click()
    await page.getByLabel('Model or upstream').first().fill('claude-haiku-*')
    await page.getByLabel('Model to send').fill('claude-sonnet-4-5')
    await page.getByLabel('Model asked for').first().fill('claude-haiku-4-5')
    await page.getByRole('button', { name: 'Try' }).click()
    await shows(page, /sends "claude-sonnet-4-5"/)
    await shows(page, 'Would not be asked')
    await page.getByRole('button', { name: 'Save' }).click()
    await eventually(() => running.home.read('data/model_router_config.json').includes('claude-haiku-*'))
  })

  it('switches the policy, resets failures, and pauses', async () => {
    const failing = await upstream(json({ error: { type: 'overloaded_error', message: 'no' } }, 529))
    const running = await clp({
      claude: { bad: entry(failing.url, { weight: 9, active: true }), good: entry('https://good.test', { weight: 1 }) },
      balancing: { mode: 'active-first', options: { failureThreshold: 2 } },
    })
    const page = await stage.open(running.ui, '/balancing')
    const policy = () => (JSON.parse(running.home.read('data/lb_config.json')) as { mode: string }).mode
    await page.getByRole('radio', { name: /Spread by weight/ }).check()
    await eventually(() => policy() === 'weighted-random')
    await page.getByRole('radio', { name: /Active upstream only/ }).check()
    await eventually(() => policy() === 'active-first')

    const ask = () => fetch(`${running.claudeUrl}/v1/messages`, { method: 'POST', body: '{"model":"m"}' })
    for (let turn = 0; turn < 2; turn += 1) await (await ask()).text()
    const bad = page.getByRole('listitem').filter({ hasText: 'bad' }).first()
    await shows(bad, '2 of 2 failures')
    await bad.getByRole('button', { name: 'Reset' }).click()
    await shows(bad, '0 of 2 failures')

    await bad.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'One hour' }).click()
    await shows(bad, /paused until/)
    await eventually(() => running.home.read('claude.json').includes('manualDisabledUntil'))
    await bad.getByRole('button', { name: 'Resume' }).click()
    await bad.getByRole('button', { name: 'Pause' }).waitFor()
  })
})
