/** Token counts as OpenAI's Responses and Chat Completions APIs write them, and as relays behind them do in other shapes. */
import type { UsageDialect } from './usage.ts'
import { findUsage, readUsage } from './usage-shape.ts'

export const openaiUsage = { find: findUsage, read: readUsage } satisfies UsageDialect
