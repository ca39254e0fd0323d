/** `endpoint_filter.json`: which requests are refused before anything else happens. */
import { type EndpointFilterSettings, endpointFilterSchema } from '../../contract/settings.ts'
import type { Document } from '../config/document.ts'
import { jsonDocument } from '../config/json-document.ts'
import { checkEndpointPatterns } from './rule-patterns.ts'

export const endpointFilterDocument: Document<EndpointFilterSettings> = jsonDocument({
  id: 'endpoint-filter',
  file: 'endpoint_filter.json',
  schema: endpointFilterSchema,
  template: '{\n  "enabled": true,\n  "rules": []\n}\n',
  whenUnreadable: 'refuse',
  secret: false,
  check: ({ rules }, json) => checkEndpointPatterns(rules, json),
})
