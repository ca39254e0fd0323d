/** Pointing a client at CLP from the browser: what it would change, the change, and taking it back. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { clp } from '../../kit/clp.ts'
import { createTempHome } from '../../kit/temp-home.ts'
import { describeInBrowser, eventually, goTo, shows } from './stage.ts'

describeInBrowser('clients of this machine', (stage) => {
  it('go to CLP with two clicks, and back with two more', async () => {
    const person = createTempHome({})
    onTestFinished(() => person.remove())
    const file = join(person.root, '.claude', 'settings.json')
    const running = await clp({}, { HOME: person.root })
    const page = await stage.open(running.ui)

    await page.getByRole('button', { name: 'Point Claude Code here' }).click()
    const question = page.getByRole('dialog')
    await shows(question, 'env.ANTHROPIC_BASE_URL')
    await shows(question, file)
    expect(existsSync(file)).toBe(false)
    await question.getByRole('button', { name: 'Write' }).click()
    await shows(page, 'Claude Code goes to CLP')
    expect(readFileSync(file, 'utf8')).toContain(running.claudeUrl)

    await goTo(page, running.ui, '/settings')
    await shows(page, 'goes to CLP')
    await page.getByRole('button', { name: 'Take back' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
    await page.getByRole('button', { name: 'Point Claude Code here' }).waitFor()
    await eventually(() => !existsSync(file))
  })
})
