// Preloaded into CLP: on SIGUSR2 it writes down what only the process itself knows, namely the delay of its event loop, the heap
// after a collection, and what keeps it busy. CLP knows nothing of it.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 10
const file = process.env['CLP_PROOF_FACTS']

if (file !== undefined) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  // The sampling interval itself is part of every value.
  const beyond = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
  process.on('SIGUSR2', () => {
    const { asked, fresh, reset } = JSON.parse(readFileSync(`${file}.ask`, 'utf8'))
    const loop = {
      p50: beyond(histogram.percentile(50)),
      p99: beyond(histogram.percentile(99)),
      max: beyond(histogram.max),
    }
    if (fresh) for (let round = 0; round < 3; round += 1) globalThis.gc()
    const active = Object.create(null)
    for (const name of process.getActiveResourcesInfo()) active[name] = (active[name] ?? 0) + 1
    writeFileSync(`${file}.new`, JSON.stringify({ asked, loop, active, memory: process.memoryUsage() }))
    renameSync(`${file}.new`, file)
    if (reset) histogram.reset()
  })
}
