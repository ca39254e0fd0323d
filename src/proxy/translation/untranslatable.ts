/** What has no like in the upstream's protocol: nothing is sent, and another upstream may still be able to serve it. */
import { Problem, problemReply } from '../../edge/problem.ts'
import type { Reply } from '../../edge/reply.ts'
import type { Head } from '../exchange/exchange.ts'

/** Thrown before anything was sent. */
export class Untranslatable extends Problem {}

/** What the client is told where no other upstream can serve it either. The upstream is not to blame. */
export const unableReply = ({ protocol, id }: Head, problem: Untranslatable): Reply => ({
  ...problemReply(protocol.errors, problem, id),
  outcome: { kind: 'answered', status: problem.status, unable: true },
})
