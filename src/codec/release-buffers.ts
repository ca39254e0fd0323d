/**
 * Gives the memory of buffers back at once. What has lived through a request is old in the eyes of the collector: left to it, each
 * 60 MB of bodies that nobody needs any more cost a full collection (docs/decisions/0016).
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads'

/** Smaller buffers are cheaper to leave to the collector. */
const WORTH_RELEASING = 1024

/** Empties the buffers that one of these chunks fills; buffers that others share stay. Nobody may use the chunks afterwards. */
export const releaseBuffers = (chunks: readonly Uint8Array[]): void => {
  const buffers = new Set<ArrayBuffer>()
  for (const { buffer, byteLength } of chunks) {
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength >= WORTH_RELEASING) {
      buffers.add(buffer)
    }
  }
  if (buffers.size === 0) return
  nowhere ??= portToNowhere()
  nowhere.postMessage(null, [...buffers])
}

let nowhere: MessagePort | undefined

/** What is transferred through a port without another end is gone (HTML, "message port post message steps"). */
const portToNowhere = (): MessagePort => {
  const { port1, port2 } = new MessageChannel()
  port2.close()
  return port1
}
