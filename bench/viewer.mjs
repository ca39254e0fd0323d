// One open browser tab, as far as CLP can tell: a WebSocket that takes every live event and throws it away.
import { WebSocket } from 'ws'

const socket = new WebSocket(process.argv[2])
socket.on('error', (error) => {
  process.stderr.write(`The viewer of the bench cannot connect: ${error.message}\n`)
})
process.on('SIGTERM', () => process.exit())
