// `npm run proof:network`: upstreams that cannot be found, spoken to or trusted to keep a connection, lines that fail, and clients by
// the thousand. Every fault is answered in time, no request is sent twice, and CLP serves on as soon as the fault is over.
import { parseArgs } from 'node:util'
import { openFiles } from './kit/facts.mjs'
import { createReport } from './kit/report.mjs'
import { until } from './kit/wait.mjs'
import { badLine } from './network/bad-line.mjs'
import { crowds } from './network/crowds.mjs'
import { faults } from './network/faults.mjs'
import { halfOpen } from './network/half-open.mjs'
import { openLine } from './network/line.mjs'
import { names } from './network/names.mjs'
import { isInside, prepare, runInside, whyNot } from './network/own-network.mjs'
import { races } from './network/races.mjs'
import { startTrickling, stoppedReader } from './network/slow-clients.mjs'
import { createWorld } from './network/world.mjs'

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
const world = await createWorld(Number(options.patience))
const { daemon } = world

const onTheLine = async () => {
  const scenes = 'half-open connections, delay and loss'
  if (!isInside()) return report.skip(scenes, alone)
  const line = await openLine().catch((error) => error)
  if (line instanceof Error) return report.skip(scenes, line.message)
  try {
    await halfOpen(world, line, report)
    await badLine(world, line, report)
  } finally {
    await line.close()
  }
}

try {
  const before = openFiles(daemon.pid).sockets
  await until(world.serves, { what: 'CLP serves' })
  await faults(world, report)
  await races(world, report)
  const trickled = startTrickling(world, { heads: !options.short })
  await stoppedReader(world, report)
  if (own.whyNoNames === undefined) await names(world, report)
  else report.skip('names that fail and come back', own.whyNoNames)
  await world.recovers()
  await trickled(report)
  await onTheLine()
  await crowds(world, report, Number(options.idle))
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
  await world.close()
  own.undo()
  report.close()
  process.exit()
}
