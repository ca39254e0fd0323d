// Connections that are closed just as CLP sends on them: no POST may arrive twice.
import { Agent } from 'node:http'

const ROUNDS = 300

export const races = async (context, report) => {
  let turn = 0
  await race(context, report, 'no POST twice: the upstream hangs up instead of answering', (request, response) => {
    turn += 1
    return turn % 2 === 0 ? request.socket.destroy() && response : undefined
  })
  await race(context, report, 'no POST twice: the upstream hangs up right after its answer', (request, response) => {
    response.end('{}', () => setImmediate(() => request.socket.destroy()))
    return response
  })
}

/** Many POSTs while `how` decides which connections die. */
const race = async ({ good, post, recovers }, report, what, how) => {
  good.received.clear()
  good.hangUp = how
  const agent = new Agent({ keepAlive: true })
  const statuses = new Map()
  for (let round = 0; round < ROUNDS; round += 1) {
    const { status } = await post({ agent })
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  good.hangUp = () => undefined
  agent.destroy()
  const twice = [...good.received.values()].filter((count) => count > 1).length
  const told = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ')
  report.check(what, twice === 0, `${ROUNDS} sent, ${told}`)
  await recovers()
}
