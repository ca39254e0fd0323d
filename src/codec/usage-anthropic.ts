/** Token counts as Anthropic's Messages API writes them, and as relays behind it do in other shapes. */
import type { UsageDialect } from './usage.ts'
import { findUsage, readUsage } from './usage-shape.ts'

export const anthropicUsage = { find: findUsage, read: readUsage } satisfies UsageDialect
