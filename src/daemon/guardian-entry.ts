/** The guardian as a program of its own. Its one argument is a `GuardianOptions` as JSON. */
import { type GuardianOptions, guard } from './guardian.ts'
import { identify } from './process-identity.ts'
import { receiveSockets } from './shared-socket.ts'

const options = JSON.parse(process.argv[2] ?? '') as GuardianOptions
const [self, sockets] = await Promise.all([identify(process.pid), receiveSockets(options.sockets)])
await guard(options, self ?? { pid: process.pid, mark: '' }, sockets)
// What is left of the channels to starter and daemon must not keep this process.
process.exit()
