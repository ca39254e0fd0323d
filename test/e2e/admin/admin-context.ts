/** A whole CLP with its admin server, a clock the test moves, and the typed client that web UI and tests share. */
import { hc } from 'hono/client'
import { onTestFinished } from 'vitest'
import type { AdminApp } from '../../../src/admin/app.ts'
import { createDaemon } from '../../../src/daemon/daemon.ts'
import { createFakeClock, type FakeClock } from '../../kit/fake-clock.ts'
import { createTempHome, type HomeDocuments, type TempHome } from '../../kit/temp-home.ts'

export const CONTROL_KEY = 'control-key-of-this-test'

export interface AdminContext {
  readonly home: TempHome
  readonly clock: FakeClock
  readonly ui: string
  readonly uiPort: number
  readonly claudeUrl: string
  readonly claudePort: number
  readonly client: ReturnType<typeof clientFor>
  /** A request as a program sends it, path under the UI's address. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>
  /** The JSON of an answer that must be a success. */
  readonly get: <T>(path: string) => Promise<T>
  /** Sends JSON. */
  readonly send: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Response>
  readonly stopped: () => readonly number[]
}

export const clientFor = (ui: string, headers: Record<string, string> = {}) => hc<AdminApp>(ui, { headers })

export const adminContext = async (
  documents: HomeDocuments = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<AdminContext> => {
  const home = createTempHome(documents)
  const clock = createFakeClock()
  const stops: number[] = []
  const daemon = await createDaemon({
    home: home.root,
    environment: { CLP_CLAUDE_PORT: '0', CLP_CODEX_PORT: '0', CLP_UI_PORT: '0', ...environment },
    clock,
    controlKey: CONTROL_KEY,
    instance: 'this-run',
    onStopAsked: (timeoutMs) => stops.push(timeoutMs),
  })
  onTestFinished(async () => {
    await daemon.close(0)
    home.remove()
  })
  const claude = daemon.services.find((service) => service.id === 'claude')
  const ask = (path: string, init?: RequestInit) => fetch(daemon.ui + path, init)
  return {
    home,
    clock,
    ui: daemon.ui,
    uiPort: Number(new URL(daemon.ui).port),
    claudeUrl: claude?.address ?? '',
    claudePort: claude?.port ?? 0,
    client: clientFor(daemon.ui),
    ask,
    get: async <T>(path: string) => {
      const response = await ask(path)
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
      return (await response.json()) as T
    },
    send: (method, path, body = {}, headers = {}) =>
      ask(path, { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }),
    stopped: () => stops,
  }
}
