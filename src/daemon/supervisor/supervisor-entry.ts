/** The guardian as a program of its own. Its one argument is a `GuardianOptions` as JSON. */

import { identify } from '../../process/process-identity.ts'
import { receiveSockets } from '../listening/shared-socket.ts'
import { type GuardianOptions, guard } from './supervisor.ts'

const options = JSON.parse(process.argv[2] ?? '') as GuardianOptions
const [self, sockets] = await Promise.all([identify(process.pid), receiveSockets(options.sockets)])
await guard(options, self ?? { pid: process.pid, mark: '' }, sockets)
// What is left of the channels to starter and daemon must not keep this process.
process.exit()
