// What a proof says: figures, promises kept or broken, and the exit code that follows.
import { availableParallelism, cpus, totalmem } from 'node:os'

/** With `lenient` the promises that depend on the machine's speed are measured and told, but break nothing. */
export const createReport = (name, { lenient = false } = {}) => {
  const begun = performance.now()
  let broken = 0
  const line = (text) => process.stdout.write(`${text}\n`)
  line(
    `# ${name}: ${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`,
  )
  const check = (promise, kept, detail = '') => {
    if (!kept) broken += 1
    line(`${kept ? 'kept  ' : 'BROKEN'} ${promise}${detail === '' ? '' : ` (${detail})`}`)
    return kept
  }
  return {
    note: (text) => line(`       ${text}`),
    figure: (what, value) => line(`       ${what}: ${value}`),
    /** One promise. `detail` is shown either way. */
    check,
    /** One promise about speed or size, which a busy machine breaks by itself. */
    measure: (promise, kept, detail) => {
      if (kept || !lenient) return check(promise, kept, detail)
      line(`slow   ${promise} (${detail})`)
      return kept
    },
    skip: (promise, why) => line(`skip   ${promise}: ${why}`),
    broken: () => broken,
    /** Prints the verdict and sets the exit code. */
    close: () => {
      line(
        `# ${name}: ${broken === 0 ? 'every promise kept' : `${broken} broken`}, ${((performance.now() - begun) / 1000).toFixed(0)} s`,
      )
      process.exitCode = broken === 0 ? 0 : 1
    },
  }
}

export const mb = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`
export const ms = (value) => `${value.toFixed(1)} ms`
