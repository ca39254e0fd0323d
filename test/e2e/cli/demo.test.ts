/** `clp demo` as a person sees it: an address, traffic of every kind behind it, and nothing left when it ends. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { exchangePageSchema } from '../../../src/contract/api/exchanges.ts'
import { CLP_MAIN } from '../../kit/clp-process.ts'

vi.setConfig({ testTimeout: 120_000 })

interface Running {
  readonly child: ChildProcess
  readonly printed: () => string
  /** What stands in the folder of temporary files. */
  readonly temporary: () => readonly string[]
  /** What stands in the person's home. */
  readonly own: () => readonly string[]
  /** Address of the UI, once it is printed. */
  readonly ui: () => Promise<string>
}

/** An outgoing proxy that is not there, and addresses to listen on that no machine has: the demo asks neither. */
const ODD = { HTTP_PROXY: 'http://127.0.0.1:1', CLP_UI_HOST: '192.0.2.1', CLP_PROXY_HOST: '192.0.2.1' }

const startDemo = (): Running => {
  const root = mkdtempSync(join(tmpdir(), 'clp-e2e-demo-'))
  const [home, temporary] = [join(root, 'home'), join(root, 'tmp')]
  for (const folder of [home, temporary]) mkdirSync(folder)
  const child = spawn(process.execPath, [CLP_MAIN, 'demo', '--no-open'], {
    env: { PATH: process.env['PATH'], HOME: home, TMPDIR: temporary, CLP_LANG: 'en', ...ODD },
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
    rmSync(root, { recursive: true, force: true })
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  return {
    child,
    printed: () => printed,
    temporary: () => readdirSync(temporary),
    own: () => readdirSync(home),
    ui: () =>
      vi.waitFor(
        () => {
          expect(printed).toContain('begins')
          return /^UI\s+(http:\S+)$/m.exec(printed)?.[1] ?? ''
        },
        { timeout: 60_000 },
      ),
  }
}

it('shows both services at work, failovers among it, and takes everything along with Ctrl-C', async () => {
  const demo = startDemo()
  const ui = await demo.ui()
  expect(demo.temporary()).toHaveLength(1)
  await vi.waitFor(
    async () => {
      const { items } = exchangePageSchema.parse(await (await fetch(`${ui}/api/exchanges?limit=100`)).json())
      expect(new Set(items.map(({ service }) => service))).toEqual(new Set(['claude', 'codex']))
      expect(items.some(({ attempts, status }) => attempts > 1 && status === 200)).toBe(true)
      expect(items.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 400, 403]))
      expect(items.some(({ usage }) => (usage?.cacheRead ?? 0) > 10_000)).toBe(true)
      expect(items.some(({ modelAsked, modelSent }) => modelAsked !== modelSent)).toBe(true)
    },
    { timeout: 90_000, interval: 500 },
  )
  demo.child.kill('SIGINT')
  expect(await once(demo.child, 'exit')).toEqual([0, null])
  expect(demo.printed()).toContain('its home is removed')
  expect(demo.temporary()).toEqual([])
  expect(demo.own()).toEqual([])
})

it('leaves nothing when Ctrl-C is pressed twice', async () => {
  const demo = startDemo()
  await demo.ui()
  demo.child.kill('SIGINT')
  demo.child.kill('SIGINT')
  await once(demo.child, 'exit')
  expect(demo.temporary()).toEqual([])
})
