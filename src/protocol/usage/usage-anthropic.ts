/** Token counts as Anthropic's Messages API writes them, and as relays behind it do in other shapes. */
import type { UsageDialect } from './usage.ts'
import { findUsage, looksLikeUsage, readUsage } from './usage-shape.ts'

export const anthropicUsage = {
  name: '"usage"',
  holdsCounts: looksLikeUsage,
  find: findUsage,
  read: readUsage,
} satisfies UsageDialect
