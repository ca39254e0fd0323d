/** Whom masking concerns. */
import type { MaskSettings } from '../../contract/mask.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import type { Head } from '../exchange/exchange.ts'
import { policies } from '../policies/index.ts'

/** Whether requests of a service are masked. */
export const isMaskedFor = (
  { enabled, services }: Pick<MaskSettings, 'enabled' | 'services'>,
  service: string,
): boolean => enabled && (services === undefined || services.includes(service))

/** Whether every upstream that this request could come to may see everything. */
export const mayAllSee = (
  { skipUpstreams }: MaskSettings,
  { snapshot, service }: Pick<Head, 'snapshot' | 'service'>,
): boolean => {
  if (skipUpstreams.length === 0) return false
  const policy = policies[snapshot.get(balancingDocument).mode]
  const onlyActive = !policy.failsOver && snapshot.get(routingDocument).mode === 'default'
  const reachable = snapshot.pool(service.id).filter(({ enabled, active }) => enabled && (active || !onlyActive))
  return reachable.length > 0 && reachable.every(({ name }) => skipUpstreams.includes(name))
}
