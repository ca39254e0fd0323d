/** What the admin server must have seen from the first request on, also of the time before its own code was read. */
import type { Clock } from '../../contract/clock.ts'
import type { Bus } from '../../store/live/bus.ts'
import { createRaisedNotices, type RaisedNotices } from './notices.ts'
import { createTraffic, type Traffic } from './traffic.ts'

export interface Observations {
  readonly traffic: Traffic
  readonly raised: RaisedNotices
  readonly close: () => void
}

export const createObservations = (bus: Pick<Bus, 'subscribe'>, clock: Clock): Observations => {
  const traffic = createTraffic(bus, clock)
  const raised = createRaisedNotices(bus)
  return {
    traffic,
    raised,
    close: () => {
      traffic.close()
      raised.close()
    },
  }
}
