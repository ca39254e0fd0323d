/** A whole CLP in this process: a home of its own, free ports, and everything closed when the test ends. */
import { onTestFinished } from 'vitest'
import { createDaemon } from '../../src/daemon/daemon.ts'
import { deadUpstream } from './dead-upstream.ts'
import { type FakeUpstream, type Script, startFakeUpstream } from './fake-upstream.ts'
import type { SelfSigned } from './self-signed.ts'
import { createTempHome, entry, type HomeDocuments, type TempHome } from './temp-home.ts'

export interface TestClp {
  readonly home: TempHome
  /** Ports of the services. */
  readonly claude: number
  readonly codex: number
  /** Addresses, as clients are told them. */
  readonly claudeUrl: string
  readonly codexUrl: string
  /** Address of any service that runs. Throws for one that does not. */
  readonly urlOf: (service: string) => string
  readonly ui: string
  readonly close: (timeoutMs?: number) => Promise<void>
}

/** Starts CLP on free ports, in a home that `prepare` may fill. The caller closes it; in a test, `clp` does. */
export const startClp = async (
  documents: HomeDocuments,
  environment: Readonly<Record<string, string>> = {},
  prepare: (home: TempHome) => Promise<void> = () => Promise.resolve(),
): Promise<TestClp> => {
  const home = createTempHome(documents)
  await prepare(home)
  const daemon = await createDaemon({
    home: home.root,
    environment: {
      CLP_CLAUDE_PORT: '0',
      CLP_CODEX_PORT: '0',
      CLP_UI_PORT: '0',
      ...(documents.gemini === undefined ? {} : { CLP_GEMINI_PORT: '0' }),
      ...environment,
    },
  })
  const port = (id: string): number => daemon.services.find((service) => service.id === id)?.port ?? 0
  return {
    home,
    claude: port('claude'),
    codex: port('codex'),
    claudeUrl: `http://127.0.0.1:${port('claude')}`,
    codexUrl: `http://127.0.0.1:${port('codex')}`,
    urlOf: (service) => {
      const found = daemon.services.find(({ id }) => id === service)
      if (found === undefined) throw new Error(`Service "${service}" does not run`)
      return found.address
    },
    ui: daemon.ui,
    close: async (timeoutMs = 0) => {
      await daemon.close(timeoutMs)
      home.remove()
    },
  }
}

/** CLP for the running test. */
export const clp = async (
  documents: HomeDocuments,
  environment: Readonly<Record<string, string>> = {},
): Promise<TestClp> => {
  const started = await startClp(documents, environment)
  onTestFinished(() => started.close())
  return started
}

/** An upstream for the running test; with `tls` it speaks https. */
export const upstream = async (script?: Script, tls?: SelfSigned): Promise<FakeUpstream> => {
  const started = await startFakeUpstream(script, tls)
  onTestFinished(() => started.close())
  return started
}

export interface Scene extends TestClp {
  readonly upstream: FakeUpstream
}

/** One upstream behind both services, and CLP in front of it. */
export const scene = async (script?: Script, documents: HomeDocuments = {}): Promise<Scene> => {
  const behind = await upstream(script)
  const main = { main: entry(behind.url, { active: true }) }
  return { ...(await clp({ claude: main, codex: main, ...documents })), upstream: behind }
}

/** CLP in front of an address that refuses. */
export const deadScene = async (): Promise<TestClp> => {
  const main = { main: entry(await deadUpstream(), { active: true }) }
  return clp({ claude: main, codex: main })
}
