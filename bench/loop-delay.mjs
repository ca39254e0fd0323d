// Preloaded into CLP by the bench: measures the delay of its event loop and writes it to a file when asked with SIGUSR2.
// Every signal also begins a new measurement, so that each covers one window.
import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const file = process.env['BENCH_LOOP_DELAY']
if (file !== undefined) {
  const histogram = monitorEventLoopDelay({ resolution: 10 })
  histogram.enable()
  process.on('SIGUSR2', () => {
    // The sampling interval itself is part of every value.
    const beyond = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - 10)
    writeFileSync(
      file,
      JSON.stringify({
        p50: beyond(histogram.percentile(50)),
        p99: beyond(histogram.percentile(99)),
        max: beyond(histogram.max),
      }),
    )
    histogram.reset()
  })
}
