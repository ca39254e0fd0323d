/** The worker's end of a link: answers calls in the order they come, lets long ones be cancelled, and never throws. */
import { parentPort } from 'node:worker_threads'
import type { CallMessage, CancelMessage, ReplyMessage } from './thread-messages.ts'

/** One handler per method of `Calls`; may answer later. `signal` is aborted when the caller gives up. */
export type Handlers<Calls> = {
  readonly [Method in keyof Calls]: Calls[Method] extends (...args: infer Args) => infer Value
    ? (args: Args, signal: AbortSignal) => Value | Promise<Value>
    : never
}

type AnyHandler = (args: readonly unknown[], signal: AbortSignal) => unknown

/** Begins to answer. Returns how to tell the main thread something unasked. */
export const serveCalls = <Calls, Announced = never>(
  makeHandlers: (announce: (what: Announced) => void) => Handlers<Calls>,
): void => {
  const port = parentPort
  if (port === null) throw new Error('This file runs only as a worker thread')
  const post = (message: ReplyMessage): void => port.postMessage(message)
  const handlers = new Map<string, unknown>(Object.entries(makeHandlers((announce) => post({ announce }))))
  const running = new Map<number, AbortController>()
  const answer = async ({ call, method, args }: CallMessage): Promise<void> => {
    const controller = new AbortController()
    running.set(call, controller)
    try {
      const handler = handlers.get(method) as AnyHandler | undefined
      if (handler === undefined) throw new Error(`Unknown call "${method}"`)
      post({ reply: call, value: await handler(args, controller.signal) })
    } catch (error) {
      const { message, name } = error instanceof Error ? error : { message: String(error), name: 'Error' }
      post({ reply: call, error: message, name })
    } finally {
      running.delete(call)
    }
  }
  port.on('message', (message: CallMessage | CancelMessage) => {
    if ('cancel' in message) running.get(message.cancel)?.abort()
    else void answer(message)
  })
}
