/**
 * Flags of Node that a daemon is launched with. They hold for its life: Node's manual warns that changing V8's settings after the VM has
 * started may crash it or lose data (https://nodejs.org/api/v8.html#v8setflagsfromstringflags).
 */

import { type ProcessLimits, readProcessLimits } from '../../process/process-limits.ts'

/**
 * Each half of V8's space for new objects may have so many MB instead of 16: what a relay makes is dead long before it is full. Node
 * documents this flag, so that it may stand in the file of a service, which has to work with whatever Node is installed later.
 */
export const SERVICE_FLAGS = ['--max-semi-space-size=8'] as const

/**
 * How far V8's heap may grow between two full collections, in percent of what lives. Bodies lie outside of the heap but count towards
 * its growth: with V8's own careful steps 20 MB of them cause a full collection of a heap in which nothing of them lies.
 */
const GROWTH_FLAG = '--heap-growing-percent=200'

/** Releases of Node that were seen to know `GROWTH_FLAG`, a flag of V8 alone. Node refuses to start with one that it does not know. */
const KNOWING_GROWTH = { from: 20, to: 26 }

/**
 * Without it each memory of WebAssembly reserves 10 GB of address space, and where that is limited (`ulimit -v`) Node ends as soon as its own
 * libraries want one. Node 20.15 and 22.2 brought it (https://nodejs.org/api/cli.html#--disable-wasm-trap-handler).
 */
const NO_WASM_RESERVE = '--disable-wasm-trap-handler'

export interface NodeRelease {
  /** `process.versions.node`. */
  readonly version: string
  /** `process.allowedNodeEnvironmentFlags`. */
  readonly allowed: Pick<ReadonlySet<string>, 'has'>
}

/** The Node that runs this process. */
export const OWN_RELEASE: NodeRelease = {
  version: process.versions.node,
  allowed: process.allowedNodeEnvironmentFlags,
}

/** For a daemon that is started by the Node of this `release`. Why these: docs/decisions/0011. */
export const daemonFlags = (
  release: NodeRelease = OWN_RELEASE,
  { addressSpace }: Pick<ProcessLimits, 'addressSpace'> = readProcessLimits(),
): readonly string[] => {
  const major = Number.parseInt(release.version, 10)
  const knowsGrowth = major >= KNOWING_GROWTH.from && major <= KNOWING_GROWTH.to
  const saves = addressSpace !== undefined && release.allowed.has(NO_WASM_RESERVE)
  return [
    ...SERVICE_FLAGS,
    ...(knowsGrowth ? [GROWTH_FLAG] : []),
    ...(saves ? [NO_WASM_RESERVE] : []),
    ...debuggerFlags(release),
  ]
}

/** Keeps `SIGUSR1` from opening Node's debugger to every user of the machine, also while a process is still being started. */
export const debuggerFlags = ({ allowed }: NodeRelease = OWN_RELEASE): readonly string[] =>
  allowed.has(NO_DEBUGGER) ? [NO_DEBUGGER] : []

/** Node 22.14 and 23.7 brought it. Older releases rely on `ignoreStraySignals` alone. */
const NO_DEBUGGER = '--disable-sigusr1'
