// `npm run proof:network`: upstreams that cannot be found, spoken to or trusted to keep a connection, lines that fail, and clients by
// the thousand. Every fault is answered in time, no request is sent twice, and CLP serves on as soon as the fault is over.
import { parseArgs } from 'node:util'
import { openFiles } from './kit/process-facts.mjs'
import { createReport } from './kit/report.mjs'
import { until } from './kit/wait.mjs'
import { badLine } from './network/bad-line.mjs'
import { createContext } from './network/context.mjs'
import { faults } from './network/faults.mjs'
import { halfOpen } from './network/half-open.mjs'
import { openLine } from './network/line.mjs'
import { manyClients } from './network/many-clients.mjs'
import { names } from './network/names.mjs'
import { isInside, prepare, runInside, whyNot } from './network/own-network.mjs'
import { races } from './network/races.mjs'
import { startTrickling, stoppedReader } from './network/slow-clients.mjs'

const { values: options } = parseArgs({
  options: {
    idle: { type: 'string', default: '10000' },
    /** Time-outs of CLP in the scenes, in seconds: a busy machine must not miss them by itself. */
    patience: { type: 'string', default: '1' },
    /** Leaves out what takes half a minute by nature: heads that come a byte a second. */
    short: { type: 'boolean', default: false },
  },
})

const alone = isInside() ? undefined : whyNot()
if (!isInside() && alone === undefined) process.exit(await runInside())

const report = createReport('network')
const own = isInside() ? prepare() : { whyNoNames: alone, undo: () => undefined }
const context = await createContext(Number(options.patience))
const { daemon } = context

const onTheLine = async () => {
  const scenes = 'half-open connections, delay and loss'
  if (!isInside()) return report.skip(scenes, alone)
  const line = await openLine().catch((error) => error)
  if (line instanceof Error) return report.skip(scenes, line.message)
  try {
    await halfOpen(context, line, report)
    await badLine(context, line, report)
  } finally {
    await line.close()
  }
}

try {
  const before = openFiles(daemon.pid).sockets
  await until(context.serves, { what: 'CLP serves' })
  await faults(context, report)
  await races(context, report)
  const trickled = startTrickling(context, { heads: !options.short })
  await stoppedReader(context, report)
  if (own.whyNoNames === undefined) await names(context, report)
  else report.skip('names that fail and come back', own.whyNoNames)
  await context.recovers()
  await trickled(report)
  await onTheLine()
  await manyClients(context, report, Number(options.idle))
  const emptied = await until(() => openFiles(daemon.pid).sockets <= before, {
    what: 'all sockets are closed',
    timeoutMs: 60_000,
    stepMs: 100,
  }).catch(() => false)
  report.check('no socket is left', emptied, `${before} to ${openFiles(daemon.pid).sockets}`)
  const how = await daemon.stop()
  report.check('the daemon leaves in order', how.code === 0, JSON.stringify(how))
} catch (error) {
  report.check('the proof runs to its end', false, `${error.stack}\n${daemon.said().slice(-2000)}`)
} finally {
  await context.close()
  own.undo()
  report.close()
  process.exit()
}
