/** `data/lb_config.json`: the balancing policy and its options. Failure counters found there are read, never written. */
import type { ServiceId } from '../../contract/service.ts'
import { type BalancingSettings, balancingSchema } from '../../contract/settings.ts'
import type { Document } from '../config/document.ts'
import { jsonDocument } from '../config/json-document.ts'

export const balancingDocument: Document<BalancingSettings> = jsonDocument({
  id: 'lb',
  file: 'data/lb_config.json',
  schema: balancingSchema,
  template: '{\n  "mode": "active-first"\n}\n',
  whenUnreadable: 'empty',
  secret: false,
})

/** Failures in a row after which an upstream of a service is left out. As in the original, the service's own number goes first. */
export const failureThresholdOf = (settings: BalancingSettings, service: ServiceId): number =>
  settings.services[service]?.failureThreshold ?? settings.options.failureThreshold
