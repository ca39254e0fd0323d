/** Debian's Chromium, driven by playwright-core: found on this machine or not at all. Nothing is downloaded. */
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Set `CLP_CHROMIUM` to use another one. */
export const chromiumPath = (): string | undefined =>
  [process.env['CLP_CHROMIUM'] ?? '', ...PLACES].find((path) => path !== '' && existsSync(path))

export const NO_CHROMIUM = 'There is no Chromium here: install it ("apt-get install chromium") or set CLP_CHROMIUM'

/** What would make Chromium talk to others, or needs what a container does not have. */
const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

export const launch = async (): Promise<Browser> => {
  const executablePath = chromiumPath()
  if (executablePath === undefined) throw new Error(NO_CHROMIUM)
  return await chromium.launch({ executablePath, args: SWITCHES })
}

export interface View {
  readonly language?: 'zh' | 'en'
  readonly scheme?: 'light' | 'dark'
  readonly phone?: boolean
  /** Lets a test run scripts of its own in the page, such as axe. */
  readonly bypassPolicy?: boolean
  /** Complaints of the console that the test provokes. */
  readonly expected?: RegExp
}

export interface Window {
  readonly context: BrowserContext
  readonly page: Page
  /** Errors of the console and of scripts so far. */
  readonly errors: readonly string[]
  /** Addresses beyond the daemon that were asked. */
  readonly strangers: (ui: string) => readonly string[]
}

/** Refusals a test asks for on purpose show up in the console as failed loads. */
const EXPECTED = /Failed to load resource: the server responded with a status of 4\d\d/

/** Longest wait for anything on a page, in ms. */
const PATIENCE_MS = 10_000

export const openWindow = async (browser: Browser, view: View = {}): Promise<Window> => {
  const { language = 'en', scheme = 'light', phone = false, bypassPolicy = false, expected } = view
  const context = await browser.newContext({
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: scheme,
    viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 900 },
    hasTouch: phone,
    bypassCSP: bypassPolicy,
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  const errors: string[] = []
  const asked: string[] = []
  page.on('console', (message) => {
    const text = message.text()
    if (message.type() === 'error' && !EXPECTED.test(text) && expected?.test(text) !== true) errors.push(text)
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('request', (request) => asked.push(request.url()))
  const strangers = (ui: string) =>
    asked.filter((url) => /^(https?|wss?):/.test(url) && new URL(url).host !== new URL(ui).host)
  return { context, page, errors, strangers }
}
