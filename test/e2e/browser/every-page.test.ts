/** Walks over all pages with real traffic behind them, in each language, on a phone, and with axe. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { View } from './browser.ts'
import { type Demo, startDemo } from './demo.ts'
import { describeInBrowser, eventually, goTo } from './stage.ts'

const PATHS = ['/', '/requests', '/usage', '/upstreams', '/routing', '/balancing', '/filters', '/access', '/settings']

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Words that are the same in every language: products, units, names of the protocols. */
const TECHNICAL = new Set(
  'api url json csv claude codex code clp token tokens webui web ui http https sse id har curl node js sqlite mib kib gib get post put patch delete head options bearer authorization retry after system ansi utc chromium kb mb gb ms s m h d p50 p95 k'.split(
    ' ',
  ),
)

const addresses = async (demo: Demo): Promise<string[]> => {
  const { items } = (await (await fetch(new URL('/api/exchanges?limit=200', demo.clp.ui))).json()) as {
    items: { id: string; attempts: number; service: string }[]
  }
  const detail = items.find(({ attempts, service }) => attempts > 1 && service === 'claude') ?? items[0]
  return [...PATHS, `/requests/${detail?.id ?? ''}`]
}

/** What a reader sees: the page's own sentences, without the texts that came from users, upstreams and files. */
const wordsOn = async (page: Page): Promise<string[]> => [
  ...(await page.evaluate(textsOf, STRANGE)),
  ...(await page.evaluate(labelsOf, STRANGE)),
]

const STRANGE = 'code, pre, kbd, textarea, body [lang], [role=row] [role=cell], option, script, style'

const textsOf = (strange: string): string[] => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found: string[] = []
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement
    const seen = parent !== null && parent.closest(strange) === null && parent.getClientRects().length > 0
    const text = (node.textContent ?? '').trim()
    if (seen && text !== '') found.push(text)
  }
  return found
}

const labelsOf = (strange: string): string[] =>
  [...document.querySelectorAll('[aria-label], [title], [placeholder]')]
    .filter((element) => element.closest(strange) === null)
    .flatMap((element) => ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''))
    .filter((text) => text !== '')

/** `nav.overview`, `requests:filter.text`: the name of a text where the text should be. */
const KEY = /^(?:[a-z]+:)?[a-z][A-Za-z]*(?:\.[a-z][A-Za-z0-9]*)+$/

/** Three English words in a row that are no names. */
const isEnglish = (text: string): boolean => {
  if (/[\u4e00-\u9fff]/.test(text)) return false
  const words = text.toLowerCase().match(/[a-z][a-z']+/g) ?? []
  return text.includes(' ') && words.filter((word) => !TECHNICAL.has(word)).length >= 3
}

/** The name of the other language is written in the other language. */
const isChinese = (text: string): boolean => /[\u4e00-\u9fff]/.test(text) && text !== '中文'

/** Our stylesheet comes last: the ground is ours and not the one of the component library. */
const strangeGround = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const sample = document.body.appendChild(document.createElement('div'))
    sample.style.backgroundColor = 'var(--clp-ground)'
    const [wanted, found] = [sample, document.body].map((element) => getComputedStyle(element).backgroundColor)
    sample.remove()
    return wanted === found ? [] : [`ground: ${found}, not ${wanted}`]
  })

/** What sticks out to the right, when the page is wider than its window. */
const beyondTheEdge = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    if (document.documentElement.scrollWidth <= window.innerWidth) return []
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
      .slice(0, 5)
      .map((element) => `too wide: ${element.tagName} ${element.className} ${(element.textContent ?? '').slice(0, 40)}`)
  })

const axeFindings = async (page: Page): Promise<string[]> => {
  await page.addScriptTag({ content: AXE })
  const { violations } = await page.evaluate(() => {
    const { axe } = window as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }
    return axe.run({ resultTypes: ['violations'] })
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 4).map(nodeText).join(' | ')}`)
}

const nodeText = ({ target, any }: AxeResults['violations'][number]['nodes'][number]): string =>
  `${target.join(' ')} ${any[0]?.message ?? ''}`

let demo: Demo | undefined
const theDemo = (): Demo => {
  if (demo === undefined) throw new Error('The demo has not been started')
  return demo
}

describeInBrowser('every page', (stage) => {
  beforeAll(async () => {
    demo = await startDemo(12)
    await eventually(async () => (await addresses(theDemo())).at(-1) !== '/requests/')
  }, 60_000)
  afterAll(() => demo?.close())

  /** Goes to every page and gives back what a look at each found, with the address before it. */
  const walk = async (view: View, look: (page: Page) => Promise<readonly string[]>): Promise<string[]> => {
    const { ui } = theDemo().clp
    const page = await stage.open(ui, '/', view)
    const found: string[] = []
    for (const path of await addresses(theDemo())) {
      await goTo(page, ui, path)
      await page.waitForLoadState('networkidle')
      found.push(...(await look(page)).map((what) => `${path}: ${what}`))
    }
    return found
  }

  const VIEWS = [
    { language: 'en', scheme: 'light' },
    { language: 'zh', scheme: 'dark' },
    { language: 'en', scheme: 'dark', phone: true },
    { language: 'zh', scheme: 'light', phone: true },
  ] as const

  it.each(VIEWS)('speaks its language, fits, and is open to everybody: %o', async (view) => {
    const strange = view.language === 'zh' ? isEnglish : isChinese
    const findings = await walk({ ...view, bypassPolicy: true }, async (page) => [
      ...(await wordsOn(page)).filter((text) => KEY.test(text) || strange(text)),
      ...(await strangeGround(page)),
      ...(await beyondTheEdge(page)),
      ...(await axeFindings(page)),
    ])
    expect(findings).toEqual([])
  })
})
