/** `filter.json`: what is replaced in or removed from request bodies. One rule or a list of rules. */
import { type BodyFilterSettings, bodyFilterSchema } from '../../contract/settings.ts'
import type { Document } from '../config/document.ts'
import { jsonDocument } from '../config/json-document.ts'
import { checkBodyPatterns } from './rule-patterns.ts'

export const bodyFilterDocument: Document<BodyFilterSettings> = jsonDocument({
  id: 'filter',
  file: 'filter.json',
  schema: bodyFilterSchema,
  template: '[]\n',
  whenUnreadable: 'refuse',
  secret: false,
  check: (rules, json) => checkBodyPatterns(rules, json),
})
