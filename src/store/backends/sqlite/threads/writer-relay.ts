/**
 * Entry of the thread between the daemon and the process that writes: it takes the bodies over, whose memory changes hands, and copies them to
 * the process, so that the thread of the requests copies nothing.
 */
import { LeasedBytes } from '../../../../codec/bytes/leased-bytes.ts'
import { packageFile } from '../../../files/package-files.ts'
import { stepBack } from '../../../threads/background.ts'
import { startProcess } from '../../../threads/start-process.ts'
import { threadPort } from '../../../threads/start-thread.ts'
import type { RowBatch } from '../database/thread-messages.ts'

stepBack()
const port = threadPort()
const writer = startProcess(packageFile('dist/store/writer-process.js'))
writer.onMessage(port.postMessage)
// Its end is the end of this thread, and told by the same code.
writer.onExit((code) => process.exit(code))
port.onMessage((message) => {
  writer.postMessage(message)
  // Sending has made a copy, and the collector of this thread would not come for the rest soon.
  LeasedBytes.arrived(bytesIn(message)).retain().release()
})

/** The bodies of a batch. */
const bytesIn = (message: unknown): Uint8Array[] => {
  const { method, args } = message as { readonly method?: string; readonly args?: readonly unknown[] }
  if (method !== 'write') return []
  const [batch] = args as readonly [RowBatch]
  return batch.records.flatMap(({ bodies }) => bodies.flatMap(({ chunks }) => chunks))
}
