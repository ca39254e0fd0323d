/** The model that a request names, wherever it stands in the body: a rule or a budget must not be passed by. */
import type { Body } from '../../codec/bytes/body.ts'
import { lastString } from '../../codec/json/json-member.ts'
import type { Work } from '../../codec/work/work.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Understood } from '../exchange/exchange.ts'
import { readInSlices } from '../exchange/read-in-slices.ts'
import { modelInPath, modelMembers } from './model-members.ts'

/** Of a body that is not encoded. Undefined where the request names none; of a repeated member the last one counts. */
export const namedModel = (
  { clock }: Pick<ProxyDeps, 'clock'>,
  { head, body }: Understood,
): string | undefined | Promise<string | undefined> => {
  const { model } = head.protocol
  return modelInPath(model, head.path) ?? readInSlices(body, modelNamed(body, model.member), clock)
}

function* modelNamed(body: Body, member: string): Work<string | undefined> {
  return lastString(body, yield* modelMembers(body, member))
}
