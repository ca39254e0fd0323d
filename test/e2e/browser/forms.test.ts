import type { Locator } from 'playwright-core'
import { expect, it } from 'vitest'
import type { ExchangePage } from '../../../src/contract/api/exchanges.ts'
import type { Status } from '../../../src/contract/api/status.ts'
import { clp } from '../../kit/clp.ts'
import { entry } from '../../kit/temp-home.ts'
import { describeInBrowser, eventually, goTo, shows } from './stage.ts'

const UPSTREAMS = { main: entry('https://main.test', { active: true }), spare: entry('https://spare.test') }

/** The sentence that stands at a field as its fault; empty when none does. */
const faultOf = async (field: Locator): Promise<string> => {
  if ((await field.getAttribute('aria-invalid')) !== 'true') return ''
  const ids = ((await field.getAttribute('aria-describedby')) ?? '').split(' ').filter((id) => id !== '')
  const texts = await Promise.all(ids.map((id) => field.page().locator(`[id="${id}"]`).textContent()))
  return texts.join(' ')
}

const keptIn = async (ui: string): Promise<number> =>
  ((await (await fetch(new URL('/api/exchanges', ui))).json()) as ExchangePage).items.length

const statusOf = async (ui: string): Promise<Status> =>
  (await fetch(new URL('/api/status', ui))).json() as Promise<Status>

const refuses = (field: Locator, fault: RegExp): Promise<void> =>
  eventually(async () => fault.test(await faultOf(field)))

describeInBrowser('bad input', (stage) => {
  it('lands at its field in the form of an upstream', async () => {
    const running = await clp({ claude: UPSTREAMS })
    const page = await stage.open(running.ui, '/upstreams')
    await page.getByRole('button', { name: 'Add upstream' }).click()
    const form = page.getByRole('dialog')
    const name = form.getByLabel('Name')
    const address = form.getByLabel('Base address')
    const save = form.getByRole('button', { name: 'Save' })
    await save.click()
    await refuses(name, /A name is needed/)
    await refuses(address, /begins with http/)
    await name.fill('main')
    await refuses(name, /taken/)
    await name.fill('third')
    await address.fill('ftp://files.test')
    await refuses(address, /begins with http/)
    await address.fill('https://user:secret@third.test')
    await refuses(address, /credentials/)
    await address.fill('https://third.test/v1?x=1')
    await refuses(address, /query/)
    await address.fill('https://third.test/v1')
    await shows(form, /The version would stand twice/)
    await form.getByLabel('Weight').fill('-1')
    await save.click()
    await refuses(form.getByLabel('Weight'), /number from 0/)
    await form.getByLabel('Weight').fill('5')
    await save.click()
    await shows(page.getByRole('list', { name: 'Upstreams of Claude' }), 'third')
    expect(JSON.parse(running.home.read('claude.json'))).toMatchObject({
      third: { base_url: 'https://third.test/v1', weight: 5 },
    })
  })

  it('what an upstream speaks is chosen in its form, and shown in the list', async () => {
    const running = await clp({ claude: UPSTREAMS })
    const page = await stage.open(running.ui, '/upstreams')
    await page.getByRole('button', { name: 'Add upstream' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Name').fill('third')
    await form.getByLabel('Base address').fill('https://third.test')
    await form.getByLabel('Protocol').first().click()
    await page.getByRole('option', { name: 'Chat Completions' }).click()
    await shows(form, 'https://third.test/v1/chat/completions')
    await form.getByRole('button', { name: 'Save' }).click()
    await shows(page.getByRole('list', { name: 'Upstreams of Claude' }), 'Chat Completions')
    expect(JSON.parse(running.home.read('claude.json'))).toMatchObject({ third: { protocol: 'chat' } })
  })

  it('in a number stays as it was typed, and asks before it removes anything', async () => {
    const running = await clp({ claude: UPSTREAMS })
    for (let turn = 0; turn < 3; turn += 1)
      await (await fetch(`${running.claudeUrl}/v1/messages`, { method: 'POST' })).text()
    await eventually(async () => (await statusOf(running.ui)).journal.records === 3)
    const page = await stage.open(running.ui, '/settings')
    const requests = page.getByLabel('Requests kept')
    const save = page.getByRole('button', { name: 'Save', exact: true })
    await requests.fill('-5')
    await requests.blur()
    expect(await requests.inputValue()).toBe('-5')
    await refuses(requests, /number from 0/)
    expect(await save.isDisabled()).toBe(true)
    const days = page.getByLabel('Days kept')
    expect(await days.inputValue()).toBe('')
    await days.fill('0')
    await refuses(days, /or nothing/)
    await days.fill('')
    await requests.fill('1')
    await save.click()
    const question = page.getByRole('dialog', { name: 'Save, and remove?' })
    await shows(question, 'This removes 2 requests from the log.')
    await question.getByRole('button', { name: 'Cancel' }).click()
    expect(await keptIn(running.ui)).toBe(3)
    await save.click()
    await question.getByRole('button', { name: 'Save and remove' }).click()
    await shows(page, 'Saved')
    await eventually(async () => (await keptIn(running.ui)) === 1)
  })

  it('lands at its line in the JSON of the upstreams, and nothing is lost', async () => {
    const running = await clp({ claude: UPSTREAMS })
    const page = await stage.open(running.ui, '/upstreams')
    await page.getByText('JSON', { exact: true }).click()
    const editor = page.getByLabel('JSON text')
    await editor.fill('{\n  "main": {\n    "base_url": "https://main.test",,\n  }\n}')
    await shows(page, /Line 3/)
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await editor.fill('{\n  "main": { "base_url": 7 }\n}')
    await page.getByRole('button', { name: 'Save' }).click()
    await shows(page, /Line 2/)
    expect(JSON.parse(running.home.read('claude.json'))).toEqual(UPSTREAMS)
  })

  it('lands at the rule of a filter', async () => {
    const running = await clp({ claude: UPSTREAMS })
    const page = await stage.open(running.ui, '/filters')
    await page.getByRole('button', { name: 'Add a rule' }).click()
    const value = page.getByLabel('Path to compare with')
    // A new rule is not wrong before somebody has left it unfinished.
    await value.focus()
    await value.blur()
    await refuses(value, /Needed/)
    await page.getByLabel('Path', { exact: true }).selectOption('regex')
    await value.fill('/v1/(messages')
    await refuses(value, /./)
    // The browser only guesses; the daemon decides, and its answer stands at the same field.
    await page.getByRole('button', { name: 'Save' }).click()
    await refuses(value, /rules\.0\.regex|regular expression/)
    await value.fill('/v1/mess.*')
    await page.getByRole('button', { name: 'Save' }).click()
    await eventually(() => running.home.read('endpoint_filter.json').includes('/v1/mess.*'))
    await page.getByText('Unsaved changes').waitFor({ state: 'detached' })
  })

  it('lands at the expiry of a token', async () => {
    const running = await clp({ claude: UPSTREAMS })
    const page = await stage.open(running.ui, '/access')
    await page.getByRole('button', { name: 'New access token' }).click()
    const form = page.getByRole('dialog')
    await form.getByRole('button', { name: 'Save' }).click()
    await refuses(form.getByLabel('Name'), /Needed/)
    await form.getByLabel('Name').fill('laptop')
    await form.getByLabel('Valid until').fill('the day after tomorrow')
    await form.getByRole('button', { name: 'Save' }).click()
    await refuses(form.getByLabel('Valid until'), /./)
    for (const place of ['Web UI and API', 'Claude', 'Codex']) await form.getByLabel(place).uncheck()
    await shows(form, 'Choose at least one')
  })

  it('lands at the number of a setting', async () => {
    const running = await clp({ claude: UPSTREAMS, system: {} })
    const page = await stage.open(running.ui, '/settings')
    const days = page.getByLabel('Seconds until a connection must stand')
    await days.fill('999999999999')
    await page.getByRole('button', { name: 'Save' }).click()
    await eventually(
      async () => (await faultOf(days)) !== '' || (await page.getByText('Unsaved changes').count()) === 0,
    )
  })

  it('shows two people who edit one document what the other did, and lets them choose', async () => {
    const running = await clp({ claude: UPSTREAMS, headerFilter: { enabled: true, blocked_headers: ['x-first'] } })
    const [left, right] = [await stage.open(running.ui, '/balancing'), await stage.open(running.ui, '/balancing')]
    const threshold = 'Failures until an upstream is taken out of rotation'
    const written = () =>
      JSON.parse(running.home.read('data/lb_config.json')) as { options: { failureThreshold: number } }
    await left.getByLabel(threshold).fill('4')
    await right.getByLabel(threshold).fill('7')
    await left.getByRole('button', { name: 'Save' }).click()
    await left.getByText('Unsaved changes').waitFor({ state: 'detached' })
    await right.getByRole('button', { name: 'Save' }).click()
    const dialog = right.getByRole('dialog', { name: 'Changed meanwhile' })
    await shows(dialog, /"failureThreshold": 7/)
    await shows(dialog, /"failureThreshold": 4/)
    expect(written().options.failureThreshold).toBe(4)
    await dialog.getByRole('button', { name: /^Mine/ }).click()
    await eventually(() => written().options.failureThreshold === 7)

    await left.getByLabel(threshold).fill('9')
    await goTo(right, running.ui, '/balancing')
    await right.getByLabel(threshold).fill('2')
    await right.getByRole('button', { name: 'Save' }).click()
    await eventually(() => written().options.failureThreshold === 2)
    await left.getByRole('button', { name: 'Save' }).click()
    await left.getByRole('button', { name: /^Theirs/ }).click()
    await eventually(async () => (await left.getByLabel(threshold).inputValue()) === '2')
    expect(written().options.failureThreshold).toBe(2)
  })
})
