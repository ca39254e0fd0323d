/** `data/model_router_config.json`: which model is sent instead of the one asked for, and which upstream a model is pinned to. */
import { type RoutingSettings, routingSchema } from '../../contract/settings.ts'
import type { Document } from '../config/document.ts'
import { jsonDocument } from '../config/json-document.ts'

export const routingDocument: Document<RoutingSettings> = jsonDocument({
  id: 'routing',
  file: 'data/model_router_config.json',
  schema: routingSchema,
  template: '{\n  "mode": "default",\n  "modelMappings": {},\n  "configMappings": {}\n}\n',
  whenUnreadable: 'empty',
  secret: false,
})
