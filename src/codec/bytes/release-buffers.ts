/**
 * Gives the memory of buffers back at once. What has lived through a request is old in the eyes of the collector: left to it, each
 * 60 MB of bodies that nobody needs any more cost a full collection (docs/decisions/0016).
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { ownBuffers } from './own-buffers.ts'

/** Bytes of the smallest body whose memory is worth giving back when its request is over; smaller ones are left to the collector. */
export const LARGE_BODY = 64 * 1024

/** A port without another end: what is transferred through it is gone (HTML, "message port post message steps"). */
const nowhere = ((): MessagePort => {
  const { port1, port2 } = new MessageChannel()
  port2.close()
  return port1
})()

/** Empties the buffers that one of these chunks fills; buffers that others share stay. Nobody may use the chunks afterwards. */
export const releaseBuffers = (chunks: readonly Uint8Array[]): void => {
  const buffers = ownBuffers(chunks)
  if (buffers.size > 0) nowhere.postMessage(null, [...buffers])
}
