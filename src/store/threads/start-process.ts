/**
 * Starts a process of the store, for code whose crash must not be ours: native code that panics ends the whole process it runs in. Calls go
 * to it down a pipe of their own, for Node's channel between processes would copy their bytes twice; its answers come by that channel.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { constants } from 'node:os'
import type { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { FrameReader, frameHead, type PackedMessage, packMessage, unpackMessage } from './packed-message.ts'
import type { CallPort, Peer } from './peer.ts'

/** As shells say it: 128 and the number of the signal. */
const SIGNALLED = 128

/** MB for young objects in its heap, as of a thread. */
const YOUNG_MB = 8

/** File descriptor of the pipe in the process; 3 is Node's channel. */
const PIPE = 4

export interface ProcessPeer extends Peer {
  /** Sends what was packed already. `sent`: its bytes are needed no more. */
  readonly postPacked: (packed: PackedMessage, sent: () => void) => void
}

/** Starts a process that has nothing to do yet and keeps this one not alive. */
export const startProcess = (entry: URL | string): ProcessPeer => {
  const child = fork(typeof entry === 'string' ? entry : fileURLToPath(entry), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc', 'pipe'],
    execArgv: [`--max-semi-space-size=${YOUNG_MB}`],
  })
  const pipe = child.stdio[PIPE] as Socket
  // Its end is told by the process.
  pipe.on('error', () => undefined)
  pipe.unref()
  const unref = (): void => {
    child.unref()
    child.channel?.unref()
  }
  unref()
  const postPacked: ProcessPeer['postPacked'] = (packed, sent) => writeFrame(pipe, packed, sent)
  return {
    postPacked,
    postMessage: (message) => postPacked(packMessage(message), () => undefined),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      child.once('exit', (code, signal) => listener(code ?? codeOf(signal), signal ?? undefined))
      // It could not be started at all: then there is no exit.
      child.once('error', (error) => {
        if (child.pid === undefined) listener(1, error.message)
      })
    },
    ref: () => {
      child.ref()
      child.channel?.ref()
    },
    unref,
    terminate: async () => {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.ref()
      child.kill('SIGKILL')
      await ended
    },
  }
}

const writeFrame = (pipe: Writable, packed: PackedMessage, sent: () => void): void => {
  pipe.cork()
  for (const part of [frameHead(packed), packed.values, ...packed.views]) pipe.write(part)
  pipe.write(NO_BYTES, sent)
  pipe.uncork()
}

const NO_BYTES = new Uint8Array(0)

const codeOf = (signal: NodeJS.Signals | null): number => SIGNALLED + (signal === null ? 0 : constants.signals[signal])

/** What native code dies of. */
const CRASHES: readonly NodeJS.Signals[] = ['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGTRAP', 'SIGFPE']
/** How Windows says that a process aborted, or read where nothing is. */
const CRASHES_ON_WINDOWS: ReadonlySet<number> = new Set([3, 134, 0xc0000005, 0xc0000409])

/** Whether a process that ended with this code was ended by a crash of its native code, and not by somebody. */
export const isCrash = (code: number): boolean =>
  CRASHES.some((signal) => code === codeOf(signal)) ||
  (process.platform === 'win32' && CRASHES_ON_WINDOWS.has(code >>> 0))

export interface ProcessPort extends CallPort {
  /** Ends this process once its answers have left. */
  readonly leave: () => void
}

/** Bytes that are read from the pipe at once. */
const READ_BYTES = 64 * 1024

/**
 * Where a process of the store hears its calls. It ends when whoever started it is gone and all that was sent has been heard, and by no
 * signal that is meant for all processes of a terminal or a service.
 */
export const processPort = (close: () => void): ProcessPort => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const) {
    if (process.platform !== 'win32' || !signal.startsWith('SIGUSR')) process.on(signal, () => undefined)
  }
  const end = (): never => {
    close()
    process.exit()
  }
  return {
    postMessage: (message) => void process.send?.(message, () => undefined),
    onMessage: (listener) => readPipe((packed) => listener(unpackMessage(packed)), end),
    leave: () => {
      process.once('disconnect', end)
      process.disconnect?.()
    },
  }
}

const readPipe = (received: (packed: PackedMessage) => void, ended: () => void): void => {
  const frames = new FrameReader(received)
  const callback = (bytes: number, buffer: Uint8Array): boolean => {
    frames.push(buffer.subarray(0, bytes))
    return true
  }
  // Not in Node's own types for `new Socket`, but in its documentation (node:net, "new net.Socket([options])").
  const onread = { buffer: Buffer.alloc(READ_BYTES), callback }
  const pipe = new Socket({ fd: PIPE, readable: true, writable: false, ...{ onread } })
  pipe.once('end', ended)
  pipe.once('error', ended)
  pipe.resume()
}
