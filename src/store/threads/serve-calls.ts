/**
 * The worker's end of a link: begins calls in the order they come and answers each once, when it is done, also with the error it ended
 * with. Long ones can be cancelled.
 */
import type { CallPort } from './peer.ts'
import type { CallMessage, CancelMessage, ReplyMessage } from './thread-messages.ts'

/** One handler per method of `Calls`; may answer later. `signal` is aborted when the caller gives up. */
export type Handlers<Calls> = {
  readonly [Method in keyof Calls]: Calls[Method] extends (...args: infer Args) => infer Value
    ? (args: Args, signal: AbortSignal) => Value | Promise<Value>
    : never
}

type AnyHandler = (args: readonly unknown[], signal: AbortSignal) => unknown

/** Begins to answer what comes from the port. The handlers are given how to tell the caller something unasked. */
export const serveCalls = <Calls, Announced = never>(
  port: CallPort,
  makeHandlers: (announce: (what: Announced) => void) => Handlers<Calls>,
): void => {
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
  port.onMessage((said) => {
    const message = said as CallMessage | CancelMessage
    if ('cancel' in message) running.get(message.cancel)?.abort()
    else void answer(message)
  })
}
