/** CLP that stops under an open page: from the settings page, which asks first, and from elsewhere. */
import { expect, it, onTestFinished } from 'vitest'
import { createDaemon } from '../../../src/daemon/daemon.ts'
import { createTempHome } from '../../kit/temp-home.ts'
import { describeInBrowser, eventually, shows } from './stage.ts'

describeInBrowser('stopping CLP', (stage) => {
  it('asks first, and gives running requests ten seconds', async () => {
    const home = createTempHome({})
    const asked: number[] = []
    const daemon = await createDaemon({
      home: home.root,
      environment: { CLP_CLAUDE_PORT: '0', CLP_CODEX_PORT: '0', CLP_UI_PORT: '0' },
      onStopAsked: (timeoutMs) => asked.push(timeoutMs),
    })
    onTestFinished(async () => {
      await daemon.close(0)
      home.remove()
    })
    const page = await stage.open(daemon.ui, '/settings')
    await page.getByRole('button', { name: 'Stop CLP' }).click()
    const question = page.getByRole('dialog')
    await question.getByRole('button', { name: 'Cancel' }).click()
    expect(asked).toEqual([])
    await page.getByRole('button', { name: 'Stop CLP' }).click()
    await question.getByRole('button', { name: 'Stop CLP' }).click()
    await shows(page, 'CLP stops')
    await eventually(() => asked.length === 1)
    expect(asked).toEqual([10_000])
  })
})

describeInBrowser('a page whose CLP is gone', (stage) => {
  it.each([{ phone: false }, { phone: true }])('says so, and goes on once it is back (%j)', async ({ phone }) => {
    const start = starter()
    const before = await start('0')
    const page = await stage.open(before.ui, '/usage', { phone, expected: /./ })
    await before.close(0)
    const banner = page.getByRole('alert').filter({ hasText: 'Clients get no answer' })
    await banner.waitFor()
    await start(new URL(before.ui).port)
    await banner.waitFor({ state: 'detached' })
    await page.getByRole('heading', { level: 1, name: 'Usage' }).waitFor()
  })

  it('is loaded anew when another version comes back', async () => {
    const start = starter()
    const before = await start('0')
    const page = await stage.open(before.ui, '/usage', { expected: /./ })
    await shows(page, 'Live')
    await page.evaluate(() => Object.assign(window, { kept: true }))
    await before.close(0)
    await start(new URL(before.ui).port, '9.1.0')
    await eventually(async () => !(await page.evaluate(() => 'kept' in window)))
    await page.getByRole('heading', { level: 1, name: 'Usage' }).waitFor()
  })
})

/** Starts one daemon after another in one home; all are gone when the test ends. */
const starter = () => {
  const home = createTempHome({})
  onTestFinished(home.remove)
  return async (port: string, version = '9.0.0') => {
    const daemon = await createDaemon({
      home: home.root,
      environment: { CLP_CLAUDE_PORT: '0', CLP_CODEX_PORT: '0', CLP_UI_PORT: port },
      version,
    })
    onTestFinished(() => daemon.close(0))
    return daemon
  }
}
