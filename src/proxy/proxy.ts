/** The chain: the one path of every request, and the only place that knows its order. */
import type { ProxyDeps } from './exchange/deps.ts'
import type { Arrived } from './exchange/exchange.ts'
import { type Handler, pipeline } from './exchange/handler.ts'
import { address } from './stages/address.ts'
import { admit } from './stages/admit.ts'
import { authenticate } from './stages/authenticate.ts'
import { balance } from './stages/balance.ts'
import { meter } from './stages/meter.ts'
import { observe } from './stages/observe.ts'
import { receive } from './stages/receive.ts'
import { rewrite } from './stages/rewrite.ts'
import { remodel } from './stages/rewrite-model.ts'
import { route } from './stages/route.ts'
import { send } from './stages/send.ts'

export const createProxy = (deps: ProxyDeps): Handler<Arrived> =>
  pipeline<Arrived>()
    .use(observe(deps)) //      opens the trace, ends it exactly once, answers for every throw
    .use(authenticate(deps)) // who is asking; the CLP token goes no further
    .use(admit(deps)) //        endpoint rules, before a byte of the body is read
    .use(receive()) //          Arrived → Inbound: the body
    .use(route(deps)) //        which model is asked for; which upstream is pinned
    .use(rewrite(deps)) //      header and body filters
    .use(meter(deps)) //        taps the final reply: capture, usage, live text
    .use(balance(deps)) //      Inbound → Outbound: once per attempt, in the policy's order
    .use(remodel()) //         which model this upstream is asked for
    .use(address()) //          Outbound → Addressed: URL, hop-by-hop, credential
    .end(send(deps)) //         the wire
