/**
 * Entry of the thread between the daemon and the process that writes: it takes the bodies over, whose memory changes hands, and writes them
 * to the process, so that the thread of the requests copies nothing.
 */
import { LeasedBytes } from '../../../../codec/bytes/leased-bytes.ts'
import { packageFile } from '../../../files/package-files.ts'
import { stepBack } from '../../../threads/background.ts'
import type { PackedMessage } from '../../../threads/packed-message.ts'
import { startProcess } from '../../../threads/start-process.ts'
import { threadPort } from '../../../threads/start-thread.ts'

stepBack()
const port = threadPort()
const writer = startProcess(packageFile('dist/store/writer-process.js'))
writer.onMessage(port.postMessage)
// Its end is the end of this thread, and told by the same code.
writer.onExit((code) => process.exit(code))
port.onMessage((message) => {
  const packed = message as PackedMessage
  // The collector of this thread would not come for them soon.
  const hold = LeasedBytes.arrived(packed.views).retain()
  writer.postPacked(packed, () => hold.release())
})
