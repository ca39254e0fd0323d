/** Stopping CLP from the settings page: asked first, then told to the daemon. */
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
