/** `header_filter.json`: which headers of the client never reach an upstream. Without a file the default names are removed. */
import { DEFAULT_BLOCKED_HEADERS, type HeaderFilterSettings, headerFilterSchema } from '../../contract/settings.ts'
import type { Document } from '../config/document.ts'
import { jsonDocument } from '../config/json-document.ts'

export const headerFilterDocument: Document<HeaderFilterSettings> = jsonDocument({
  id: 'header-filter',
  file: 'header_filter.json',
  schema: headerFilterSchema,
  template: `${JSON.stringify({ enabled: true, blocked_headers: DEFAULT_BLOCKED_HEADERS }, null, 2)}\n`,
  whenUnreadable: 'refuse',
  secret: false,
})
