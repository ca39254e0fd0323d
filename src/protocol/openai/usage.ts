/** Token counts as OpenAI's Responses and Chat Completions APIs write them, and as relays behind them do in other shapes. */
import type { UsageDialect } from '../common/usage-dialect.ts'
import { marksBeside } from '../usage/price-marks.ts'
import { findUsage, looksLikeUsage, readUsage } from '../usage/usage-shape.ts'

export const usage: UsageDialect = {
  name: '"usage"',
  holdsCounts: looksLikeUsage,
  find: findUsage,
  pricedBeside: marksBeside,
  read: readUsage,
}
