// Resident memory over time, and whether it grows: the slope of its second half by least squares. That of the log's processes beside it.
import { logMemoryMb, residentMb } from '../kit/process-facts.mjs'

export const watchMemory = (pid, everyMs = 1000) => {
  const samples = []
  let logPeak = 0
  const begun = performance.now()
  const take = () => {
    const value = residentMb(pid)
    logPeak = Math.max(logPeak, logMemoryMb(pid))
    if (value !== undefined) samples.push({ at: (performance.now() - begun) / 1000, value })
  }
  const timer = setInterval(take, everyMs)
  return {
    stop: () => {
      clearInterval(timer)
      return { ...summary(samples), logPeak }
    },
  }
}

const summary = (samples) => {
  const half = samples.slice(samples.length >> 1)
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const [at, value] = [mean(half.map((sample) => sample.at)), mean(half.map((sample) => sample.value))]
  const spread = half.reduce((sum, sample) => sum + (sample.at - at) ** 2, 0)
  const slope = half.reduce((sum, sample) => sum + (sample.at - at) * (sample.value - value), 0) / Math.max(1, spread)
  const noise = Math.sqrt(mean(half.map((sample) => (sample.value - value - slope * (sample.at - at)) ** 2)))
  const seconds = (half.at(-1)?.at ?? 0) - (half[0]?.at ?? 0)
  return {
    samples: samples.length,
    /** Highest value that was seen, MB. */
    peak: Math.max(...samples.map((sample) => sample.value)),
    /** Mean of the second half, MB. */
    mean: value,
    /** MB by which the line through the second half rises over its length. */
    growth: slope * seconds,
    /** Standard deviation around that line, MB. */
    noise,
  }
}
