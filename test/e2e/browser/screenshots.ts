/** Takes the pictures of the documentation: a CLP with two weeks behind it and a request on its way, page by page. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { ExchangeRecord } from '../../../src/contract/exchange.ts'
import { recordOf, usageOf } from '../../kit/records.ts'
import { launch, openWindow } from './browser.ts'
import { type Demo, startDemo, startStream } from './demo.ts'

const PAGES = ['overview', 'requests', 'usage', 'upstreams', 'routing', 'balancing', 'filters', 'access', 'settings']
/** The pages that are shown in every language and scheme. */
const MAIN = ['overview', 'requests', 'request', 'usage', 'upstreams']

interface Look {
  readonly language: 'en' | 'zh'
  readonly scheme: 'light' | 'dark'
}

const LOOKS: readonly Look[] = [
  { language: 'en', scheme: 'light' },
  { language: 'en', scheme: 'dark' },
  { language: 'zh', scheme: 'light' },
  { language: 'zh', scheme: 'dark' },
]

const DAY_MS = 86_400_000

/** Writes `<page>-<language>-<scheme>.png` into the folder, in place of what was there. */
export const takeScreenshots = async (folder: string): Promise<void> => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const demo = await startDemo(9, twoWeeks(Date.now()))
  const stream = await startStream(demo)
  const browser = await launch()
  try {
    await generateToken(demo.clp.ui)
    for (const look of LOOKS) await takeAll({ browser, demo, folder }, look)
  } finally {
    await browser.close()
    await stream.release()
    await demo.close()
  }
}

interface Studio {
  readonly browser: Browser
  readonly demo: Demo
  readonly folder: string
}

const takeAll = async ({ browser, demo, folder }: Studio, look: Look): Promise<void> => {
  const { context, page } = await openWindow(browser, look)
  await page.setViewportSize({ width: 1280, height: 720 })
  const all = (look.language === 'en') === (look.scheme === 'light')
  const { ui } = demo.clp
  for (const name of [...PAGES, 'request'].filter((candidate) => all || MAIN.includes(candidate))) {
    await page.goto(
      new URL(name === 'overview' ? '/' : `/${name === 'request' ? `requests/${await failedOver(ui)}` : name}`, ui)
        .href,
    )
    await page.locator('h1').first().waitFor()
    await settle(page)
    await page.screenshot({ path: join(folder, `${name}-${look.language}-${look.scheme}.png`) })
  }
  await context.close()
}

/** Data is there, charts are drawn, fonts are loaded. */
const settle = async (page: Page): Promise<void> => {
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

const failedOver = async (ui: string): Promise<string> => {
  const { items } = (await (await fetch(new URL('/api/exchanges?limit=200', ui))).json()) as {
    readonly items: readonly { readonly id: string; readonly attempts: number }[]
  }
  return (items.find(({ attempts }) => attempts > 1) ?? items[0])?.id ?? ''
}

const generateToken = async (ui: string): Promise<void> => {
  const tokens = [
    { name: 'laptop', description: 'Claude Code on the laptop', services: ['ui', 'claude'] },
    { name: 'ci', description: 'Nightly agent', expires: '30d', services: ['codex'] },
  ]
  for (const token of tokens) {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(token) }
    await (await fetch(new URL('/api/access/tokens', ui), init)).text()
  }
}

const MODELS = ['claude-sonnet-4-5', 'claude-opus-4-5', 'claude-haiku-4-5']

/** Some requests a day, fewer on some days than on others; the same every time. */
const twoWeeks = (now: number): ExchangeRecord[] =>
  Array.from({ length: 14 }, (_, day) => day + 1).flatMap((day) =>
    Array.from({ length: 10 + ((day * 7) % 19) }, (_, index) =>
      past(now - day * DAY_MS + index * 900_000, day * 31 + index),
    ),
  )

const past = (startedAt: number, seed: number): ExchangeRecord => {
  const codex = seed % 4 === 0
  const model = codex ? 'gpt-5-codex' : (MODELS[seed % 3] ?? 'claude-sonnet-4-5')
  const uncachedInput = 900 + ((seed * 137) % 4000)
  const cacheRead = 12_000 + ((seed * 911) % 30_000)
  const cacheCreate = codex ? 0 : (seed * 53) % 6000
  const input = uncachedInput + cacheRead + cacheCreate
  const output = 300 + ((seed * 71) % 1900)
  return recordOf({
    startedAt,
    service: codex ? 'codex' : 'claude',
    path: codex ? '/responses' : '/v1/messages',
    upstream: codex ? 'openai-team' : seed % 5 === 0 ? 'relay-busy' : 'anthropic-main',
    model: { asked: model, sent: model },
    firstByteMs: 380 + ((seed * 97) % 1400),
    durationMs: 2600 + ((seed * 331) % 17_000),
    usage: usageOf({ input, uncachedInput, cacheRead, cacheCreate, output, total: input + output }),
  })
}
