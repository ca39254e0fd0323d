/** What is wrong with a budget, and why one refuses, in Chinese. */
import type { ReasonTexts } from '../reasons.ts'

export const zhBudgets = {
  'must-be-period': '必须是 day、week、month、total，或从 1h 到 24h 的小时数',
  'must-be-time-zone': '必须是时区，例如 Asia/Shanghai',
  'must-be-quarter': '必须是以一刻钟为单位的时间，例如 04:00',
  'must-be-start-day': '周期为周时必须是星期几，为月时必须是 1 到 28 的日期',
  'must-be-budget-id': '必须是 1 到 40 个小写字母、数字和连字符',
  'must-be-budget-action': '必须是 refuse、warn，或写明上游或模型的对象',
  'must-be-one-line': '必须只有一行',
  'must-be-unique': '不能重复使用',
  'must-have-one-limit': '必须恰好有 amount、tokens、requests 之一',
  'must-ascend': '必须按升序排列',
  'budget-used': '预算“{budget}”已用完：{spent} / {limit}，{resets} 重新开始',
  'budget-used-for-good': '预算“{budget}”已用完：{spent} / {limit}，不会自动重新开始',
  'budget-wants-prices': '预算“{budget}”只放行有价格的请求，而“{model}”没有价格',
  'budget-without-rate': '预算“{budget}”以人民币计，但其周期没有汇率',
} satisfies Partial<ReasonTexts>
