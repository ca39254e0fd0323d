/** The supervisor as a program of its own. Its one argument is a `SupervisorOptions` as JSON. */

import { identify } from '../../process/process-identity.ts'
import { ignoreStraySignals, refuseDebugger } from '../../process/stray-signals.ts'
import { receiveSockets } from '../listening/shared-socket.ts'
import { type SupervisorOptions, supervise } from './supervisor.ts'

refuseDebugger()
ignoreStraySignals()
const options = JSON.parse(process.argv[2] ?? '') as SupervisorOptions
const [self, sockets] = await Promise.all([identify(process.pid), receiveSockets(options.sockets)])
await supervise(options, self ?? { pid: process.pid, mark: '' }, sockets)
// What is left of the channels to starter and daemon must not keep this process.
process.exit()
