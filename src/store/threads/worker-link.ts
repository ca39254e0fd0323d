/**
 * Calls to one worker, a thread or a process: each is answered once or fails, cancelling travels along, and a worker that dies takes only
 * its running calls with it; the next call starts another. It keeps this process alive only while somebody waits for it.
 */
import { Parcel } from '../../codec/bytes/leased-bytes.ts'
import type { Peer } from './peer.ts'
import { isCrash } from './start-process.ts'
import { startThread } from './start-thread.ts'
import type { CallMessage, CancelMessage, ReplyMessage } from './thread-messages.ts'

/** Names of the errors of a call whose worker ended before it answered: by its own native code, or because somebody ended it. */
export const WORKER_CRASHED = 'WorkerCrashed'
export const WORKER_DIED = 'WorkerDied'

/** Whether a call failed because its worker is no more: it may be made again. */
export const isWorkerGone = (error: unknown): boolean =>
  error instanceof Error && (error.name === WORKER_CRASHED || error.name === WORKER_DIED)

/** The worker could not do what it was asked; `name` is that of the error in the worker. */
export class WorkerCallError extends Error {
  constructor(message: string, name = 'WorkerCallError') {
    super(message)
    this.name = name
  }
}

export interface CallOptions {
  /** What the bytes in the arguments travel in. */
  readonly parcel?: Parcel
  readonly signal?: AbortSignal | undefined
}

export interface WorkerLink<Calls> {
  readonly call: <Method extends keyof Calls & string>(
    method: Method,
    args: Calls[Method] extends (...args: infer Args) => unknown ? Args : never,
    options?: CallOptions,
  ) => Promise<Calls[Method] extends (...args: never[]) => infer Value ? Value : never>
  /** The last call to a worker that then ends by itself: resolves when it has. At once where none runs. */
  readonly finish: (method: keyof Calls & string) => Promise<void>
  /** Ends the worker; running calls fail. The next call starts a new one. */
  readonly stop: () => Promise<void>
}

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

export interface LinkOptions<Announced = never> {
  /** Built file of the worker: it cannot run TypeScript on Node 20. */
  readonly entry: URL | string
  /** Starts a thread where absent. */
  readonly start?: (entry: URL | string) => Peer
  /** First call to every worker that is started; those that follow are answered after it. */
  readonly greeting: () => { readonly method: string; readonly args: readonly unknown[] }
  readonly announced?: (announcement: Announced) => void
  /** The worker ended although nobody stopped it; `crashed`: its native code did, which may do so again. */
  readonly died?: (reason: string, crashed: boolean) => void
  /** Ends a worker that nobody has asked for this long, in ms, and with it the memory it takes; the next call starts another. */
  readonly restMs?: number
}

export const createWorkerLink = <Calls, Announced = never>(options: LinkOptions<Announced>): WorkerLink<Calls> => {
  const waiting = new Map<number, Waiting>()
  let worker: Peer | undefined
  let lastCall = 0
  let resting: NodeJS.Timeout | undefined

  const settle = (call: number): Waiting | undefined => {
    const waiter = waiting.get(call)
    waiting.delete(call)
    if (waiting.size === 0) {
      worker?.unref()
      restLater()
    }
    return waiter
  }
  const restLater = (): void => {
    clearTimeout(resting)
    if (options.restMs === undefined) return
    resting = setTimeout(() => void stop('the thread rests'), options.restMs).unref()
  }
  const failAll = (reason: string, name: string): void => {
    for (const call of [...waiting.keys()]) settle(call)?.reject(new WorkerCallError(reason, name))
  }
  const receive = (message: ReplyMessage): void => {
    if ('announce' in message) {
      options.announced?.(message.announce as Announced)
      return
    }
    const waiter = settle(message.reply)
    if ('error' in message) waiter?.reject(new WorkerCallError(message.error, message.name))
    else waiter?.resolve(message.value as never)
  }
  const start = (): Peer => {
    const started = (options.start ?? startThread)(options.entry)
    started.onMessage((message) => receive(message as ReplyMessage))
    started.onExit((code, why) => {
      if (worker !== started) return
      worker = undefined
      const reason = `what writes and reads the log ended unexpectedly (${why ?? `code ${code}`})`
      const crashed = isCrash(code)
      failAll(reason, crashed ? WORKER_CRASHED : WORKER_DIED)
      options.died?.(reason, crashed)
    })
    return started
  }
  const send = (
    method: string,
    args: readonly unknown[],
    { parcel = new Parcel(), signal }: CallOptions,
  ): Promise<never> =>
    new Promise((resolve, reject) => {
      lastCall += 1
      const call = lastCall
      const cancel = (): void => worker?.postMessage({ cancel: call } satisfies CancelMessage)
      const forget = (): void => signal?.removeEventListener('abort', cancel)
      signal?.addEventListener('abort', cancel, { once: true })
      clearTimeout(resting)
      waiting.set(call, {
        resolve: (value) => {
          forget()
          resolve(value)
        },
        reject: (error) => {
          forget()
          reject(signal?.aborted === true ? abortReason(signal) : error)
        },
      })
      worker?.ref()
      if (worker !== undefined) parcel.post(worker, { call, method, args } satisfies CallMessage)
    })
  const ensureStarted = (): void => {
    if (worker !== undefined) return
    worker = start()
    const { method, args } = options.greeting()
    // A greeting that fails shows in the answers to the calls behind it.
    send(method, args, {}).catch(() => undefined)
  }
  const stop = async (reason: string): Promise<void> => {
    clearTimeout(resting)
    const stopping = worker
    worker = undefined
    failAll(reason, WORKER_DIED)
    await stopping?.terminate()
  }
  return {
    call: async (method, args, callOptions = {}) => {
      if (callOptions.signal?.aborted === true) throw abortReason(callOptions.signal)
      ensureStarted()
      return send(method, args, callOptions)
    },
    finish: async (method) => {
      const ending = worker
      if (ending === undefined) return
      const ended = new Promise<void>((resolve) => ending.onExit(() => resolve()))
      await send(method, [], {})
      if (worker === ending) worker = undefined
      ending.ref()
      await ended
    },
    stop: () => stop('the log database was closed'),
  }
}

const abortReason = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new DOMException('The query was cancelled', 'AbortError')
