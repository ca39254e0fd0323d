/**
 * Starts the daemon, or its supervisor, as a process of its own and waits until it reports: ready, or why not. Nothing is guessed from
 * elapsed time. The other end of the conversation is `starter.ts`.
 */

import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { hasFields } from '../../contract/fields.ts'
import { type Addresses, isAddresses } from '../../process/run-file.ts'
import { StartFailure } from '../../process/start-failure.ts'
import type { Home } from '../../store/files/home.ts'
import { makeFolder } from '../../store/files/make-folder.ts'
import { passSockets, type SharedSocket } from '../listening/shared-socket.ts'
import { MEMORY_SETTINGS } from './memory-settings.ts'
import { debuggerFlags } from './node-flags.ts'
import type { StarterMessage } from './starter.ts'

export interface DetachOptions {
  readonly home: Home
  /** The script to run, with its arguments. */
  readonly script: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  /** The Node that runs it; this process's own when absent. */
  readonly node?: string
  /** Listening sockets it is given. */
  readonly sockets?: readonly SharedSocket[]
}

export interface Detached {
  readonly pid: number
  readonly addresses: Addresses
}

/** Name of the log below `run/` that receives what the daemon prints outside its own log, for example a crash. */
export const OUTPUT_LOG = 'ui.log'

/**
 * Starts `script` detached, in the home folder (so that nothing in the current one can shadow it or is kept busy by it).
 * Resolves when it is ready; throws `StartFailure` with its reason, or when it ended without giving one.
 */
export const startDetached = async (options: DetachOptions): Promise<Detached> => {
  const output = openOutput(options.home)
  try {
    const node = options.node ?? process.execPath
    // Of another Node nobody here knows which flags it has.
    const flags = node === process.execPath ? debuggerFlags() : []
    const child = spawn(node, [...flags, ...options.script], {
      cwd: options.home.root,
      detached: true,
      env: { ...MEMORY_SETTINGS, ...options.environment },
      stdio: ['ignore', output, output, 'ipc'],
      windowsHide: true,
    })
    return await new Promise<Detached>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code, signal) =>
        reject(new StartFailure({ code: 'failed', message: endedEarly(code, signal) })),
      )
      child.once('message', (message) => {
        child.removeAllListeners('exit')
        if (child.connected) child.disconnect()
        child.unref()
        conclude(message, resolve, reject)
      })
      passSockets(child, options.sockets ?? [])
    })
  } finally {
    closeSync(output)
  }
}

const conclude = (message: unknown, resolve: (detached: Detached) => void, reject: (error: Error) => void): void => {
  if (!isStarterMessage(message)) {
    reject(new StartFailure({ code: 'failed', message: 'The daemon said something that cannot be understood' }))
    return
  }
  if (message.type === 'ready') resolve({ pid: message.pid, addresses: message.addresses })
  else reject(new StartFailure(message.reason))
}

/** Sender and receiver may be of two versions: another one may be what takes over. */
const isStarterMessage = (message: unknown): message is StarterMessage => {
  if (!hasFields(message, { type: 'string' })) return false
  if (message.type === 'ready')
    return hasFields(message, { pid: 'number', addresses: 'object' }) && isAddresses(message.addresses)
  return (
    message.type === 'failed' &&
    hasFields(message, { reason: 'object' }) &&
    hasFields(message.reason, { code: 'string' })
  )
}

const endedEarly = (code: number | null, signal: NodeJS.Signals | null): string =>
  `The daemon ended before it was ready (${signal ?? `exit code ${code}`}); see "${OUTPUT_LOG}" in the run folder`

const openOutput = (home: Home): number => {
  const path = join(home.run, OUTPUT_LOG)
  try {
    makeFolder(home.run)
    return openSync(path, 'a', 0o600)
  } catch (error) {
    const system = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new StartFailure({ code: 'home-unwritable', path, system }, { cause: error })
  }
}
