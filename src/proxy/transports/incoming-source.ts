/** The body of an upstream's answer as a source: what came in one tick at once, silence timed, every ending told exactly once. */
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { ByteSink, ByteSource } from '../../codec/bytes/byte-source.ts'
import type { Clock } from '../../contract/clock.ts'
import { FairReading } from '../../edge/fair-reading.ts'
import { TransportError } from '../exchange/transport.ts'
import type { Deadlines } from './deadlines.ts'
import { createGather } from './gather.ts'

export interface IncomingContext {
  readonly clock: Pick<Clock, 'elapsed'>
  readonly deadlines: Deadlines
  readonly idleMs: number
  /** Name of the upstream, for errors. */
  readonly upstream: string
}

/** The response body as a source. Time for which we ourselves hold the body back does not count as silence. */
export const incomingSource = (
  outgoing: ClientRequest,
  incoming: IncomingMessage,
  context: IncomingContext,
): ByteSource => {
  let sink: ByteSink | undefined
  let failure: TransportError | undefined
  let over = false
  let bytes = 0
  let flush = (): void => undefined
  const idle = context.deadlines.arm(context.idleMs, () => {
    fail('timeout', 'idle-timeout', `Upstream "${context.upstream}" went silent after ${bytes} bytes`)
    outgoing.destroy()
  })
  const finish = (): boolean => {
    if (over) return false
    over = true
    idle.clear()
    return true
  }
  const fail = (kind: 'timeout' | 'broken', code: string, message: string): void => {
    if (!finish()) return
    failure = new TransportError(kind, code, message)
    sink?.fail(failure)
  }
  incoming.on('close', () => {
    flush()
    if (!incoming.complete) fail('broken', 'cut', `Upstream "${context.upstream}" broke off after ${bytes} bytes`)
  })
  incoming.on('error', () => undefined)
  const flow = (receiver: ByteSink): void => {
    const reading = new FairReading(incoming.socket, context.clock)
    const gather = createGather((chunk) => {
      if (over) return
      bytes += chunk.byteLength
      idle.touch()
      if (receiver.write(chunk)) return
      incoming.pause()
      idle.hold()
    })
    flush = gather.flush
    incoming.on('data', (chunk: Uint8Array) => {
      gather.push(chunk)
      reading.came()
    })
    incoming.on('end', () => {
      gather.flush()
      if (incoming.complete && finish()) receiver.end(incoming.rawTrailers)
    })
  }
  return {
    start: (receiver) => {
      sink = receiver
      if (failure === undefined) flow(receiver)
      else receiver.fail(failure)
    },
    pause: () => {
      incoming.pause()
      idle.hold()
    },
    resume: () => {
      if (!over) idle.touch()
      incoming.resume()
    },
    cancel: () => {
      if (finish()) outgoing.destroy()
    },
  }
}
