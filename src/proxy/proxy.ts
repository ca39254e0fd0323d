/** The chain: the one path of every request, and the only place that knows its order. What a stage gives is what the next one takes. */
import type { OriginContext } from '../edge/origin.ts'
import type { ProxyDeps } from './exchange/deps.ts'
import type { Arrived } from './exchange/exchange.ts'
import { type Handler, pipeline } from './exchange/handler.ts'
import { address } from './stages/address.ts'
import { admit } from './stages/admit.ts'
import { afford } from './stages/afford.ts'
import { affordModel } from './stages/afford-model.ts'
import { announce } from './stages/announce.ts'
import { authenticate } from './stages/authenticate.ts'
import { balance } from './stages/balance.ts'
import { count } from './stages/count.ts'
import { local } from './stages/local.ts'
import { mask } from './stages/mask.ts'
import { meter } from './stages/meter.ts'
import { observe } from './stages/observe.ts'
import { origin } from './stages/origin.ts'
import { receive } from './stages/receive.ts'
import { refuse } from './stages/refuse.ts'
import { rewrite } from './stages/rewrite.ts'
import { rewriteModel } from './stages/rewrite-model.ts'
import { route } from './stages/route.ts'
import { send } from './stages/send.ts'
import { tellLimits } from './stages/tell-limits.ts'
import { translate } from './stages/translate.ts'
import { understand } from './stages/understand.ts'

export const createProxy = (deps: ProxyDeps, pages: OriginContext): Handler<Arrived> =>
  pipeline<Arrived>()
    .use(origin(pages, deps)) // web pages: preflights answered, foreign ones refused
    .use(observe(deps)) //      opens the record, ends it exactly once, answers for every throw
    .use(announce(deps)) //     tells the live view, once
    .use(refuse()) //           what the entrance could not let in
    .use(local(deps)) //        CLP's own paths
    .use(authenticate(deps)) // who is asking; the CLP token goes no further
    .use(admit(deps)) //        endpoint rules, before a byte of the body is read
    .use(afford(deps)) //       budgets that need no more than head and token
    .use(receive()) //          the body
    .use(mask(deps)) //         secrets out, and back into the answer; the log begins here
    .use(understand()) //       operation, model, conversation
    .use(route(deps)) //        which upstream is pinned
    .use(affordModel(deps)) //  budgets about its model
    .use(rewrite(deps)) //      header and body filters
    .use(meter(deps)) //        what the client gets: capture, live text
    .use(tellLimits()) //       what budgets have left, in the client's own headers
    .use(balance(deps)) //      once per attempt, in the policy's order
    .use(rewriteModel(deps)) // which model this upstream is asked for
    .use(translate(deps)) //    into the protocol of this upstream, and back
    .use(count()) //            tokens of each answer
    .use(address()) //          URL, hop-by-hop, credential
    .end(send(deps)) //         the wire
