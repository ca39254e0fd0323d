/** Where browser tests play: one Chromium for a file, one context for a test, and no test passes whose page complained or asked a stranger. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, vi } from 'vitest'
import { chromiumPath, launch, NO_CHROMIUM, openWindow, type View } from './browser.ts'

export interface Stage {
  /** Opens a page of the UI and resolves when it stands there; `ui` is the daemon's address, `path` begins with a slash. */
  readonly open: (ui: string, path?: string, view?: View) => Promise<Page>
}

const BUILT = fileURLToPath(new URL('../../../dist/web/index.html', import.meta.url))

/** A group of tests in a browser. Where there is none, or no built web app, they are skipped and the reason is printed. */
export const describeInBrowser = (name: string, tests: (stage: Stage) => void): void => {
  const obstacle = obstacleHere()
  if (obstacle !== undefined) process.stderr.write(`Skipped: ${name}. ${obstacle}\n`)
  describe.skipIf(obstacle !== undefined)(name, { timeout: 60_000 }, () => {
    let browser: Browser | undefined
    beforeAll(async () => {
      browser = await launch()
    })
    afterAll(() => browser?.close())
    tests({
      open: async (ui, path = '/', view = {}) => {
        if (browser === undefined) throw new Error('The browser has not been started')
        const window = await openWindow(browser, view)
        onTestFinished(async () => {
          await window.context.close()
          expect(window.errors).toEqual([])
          expect(window.strangers(ui)).toEqual([])
        })
        await goTo(window.page, ui, path)
        return window.page
      },
    })
  })
}

const obstacleHere = (): string | undefined => {
  if (chromiumPath() === undefined) return NO_CHROMIUM
  return existsSync(BUILT) ? undefined : 'The web app has not been built: run "npm run build:web"'
}

/** Loads an address and waits for the page's heading. */
export const goTo = async (page: Page, ui: string, path: string): Promise<void> => {
  await page.goto(new URL(path, ui).href)
  await page.locator('h1').first().waitFor()
}

/** Waits until something holds, by the browser's or this process's own measure; a look that throws has not seen it yet. */
export const eventually = async (look: () => unknown): Promise<void> => {
  const held = async () => {
    if (!(await look())) throw new Error('It did not come to hold')
  }
  await vi.waitFor(held, { timeout: 30_000, interval: 50 })
}

/** Waits until a place of the page shows these words. */
export const shows = (place: Page | Locator, words: string | RegExp): Promise<void> =>
  place.getByText(words).first().waitFor()
