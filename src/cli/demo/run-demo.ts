/** The demo from its first line to its last: upstreams, home, CLP itself, traffic; everything ends and goes when the person says so. */
import { runDaemon } from '../../daemon/run.ts'
import type { Addresses } from '../../process/run-file.ts'
import { services } from '../../proxy/services/index.ts'
import type { Cli } from '../context/cli.ts'
import { fill } from '../messages/fill.ts'
import { openBrowser } from '../terminal/open-browser.ts'
import { createDemoHome } from './demo-home.ts'
import { type Mood, startDemoUpstream } from './demo-upstream.ts'
import { playTraffic } from './traffic.ts'

export interface DemoOptions {
  /** False: the browser is left alone. */
  readonly open: boolean
}

const BEAT_MS = 45
const LENGTH_MS = 60_000

const STEADY: readonly Mood[] = ['well', 'well', 'well', 'slow']
const FLAKY: readonly Mood[] = [
  ...['well', 'well', 'overloaded', 'well', 'cut', 'well', 'broken', 'slow', 'well'],
  ...['overloaded', 'overloaded', 'broken', 'overloaded', 'well', 'well'],
] as const satisfies readonly Mood[]

/** Resolves when the demo was ended and its home is gone. Throws `StartFailure` when CLP cannot start. */
export const runDemo = async (cli: Cli, { open }: DemoOptions): Promise<void> => {
  const { talk } = cli.messages.demo
  const steady = await startDemoUpstream({ moods: STEADY, talk, beatMs: BEAT_MS })
  const flaky = await startDemoUpstream({ moods: FLAKY, talk, beatMs: BEAT_MS })
  const { home, remove } = createDemoHome({ steady: steady.url, flaky: flaky.url })
  // A second Ctrl-C ends the process at once, and npm passes the first one on as a second.
  process.once('exit', remove)
  const over = new AbortController()
  let traffic: Promise<void> = Promise.resolve()
  try {
    await runDaemon({
      home,
      environment: environmentOf(cli),
      onReady: async (addresses) => {
        await welcome(cli, addresses, home.root)
        if (open) await openBrowser(addresses.ui, cli.environment)
        traffic = tellTraffic(cli, addresses, over.signal)
      },
      onStopping: () => over.abort(),
    })
  } finally {
    over.abort()
    await traffic
    await Promise.all([steady.close(), flaky.close()])
    remove()
    process.removeListener('exit', remove)
  }
  cli.print.line(cli.messages.demo.ended)
}

/** Nothing of the person's own set-up: only this machine listens, on any free ports, for the services everybody has. */
const environmentOf = ({ environment }: Cli): Readonly<Record<string, string | undefined>> => ({
  CLP_UI_PORT: '0',
  ...Object.fromEntries(
    services.filter(({ optional }) => optional !== true).map(({ portVariable }) => [portVariable, '0']),
  ),
  CLP_LOG_LEVEL: environment['CLP_LOG_LEVEL'],
})

const welcome = async (cli: Cli, { services: listening, ui }: Addresses, root: string): Promise<void> => {
  const { print, messages } = cli
  print.line(messages.demo.what)
  print.line()
  const rows = listening.map(({ label, address }) => [label, address])
  await print.table(['', ''], [[messages.daemon.status.ui, ui], ...rows])
  print.line()
  print.line(fill(messages.demo.ask, { command: `CLP_HOME=${root} clp logs` }))
  print.line(messages.demo.begins)
}

const tellTraffic = async (cli: Cli, { services: listening }: Addresses, signal: AbortSignal): Promise<void> => {
  const sent = await playTraffic({
    addressOf: (service) => listening.find(({ id }) => id === service)?.address ?? '',
    talk: cli.messages.demo.talk,
    lengthMs: LENGTH_MS,
    signal,
  })
  if (!signal.aborted) cli.print.line(fill(cli.messages.demo.over, { count: sent }))
}
