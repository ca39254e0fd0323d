/** Texts of the usage page. */
import type { texts as english } from '../en/usage.ts'
import type { Shape } from '../shape.ts'

export const texts: Shape<typeof english> = {
  title: '用量',
  text: '回答完成时统计的 Token 和请求数。清空日志不会影响它们。',
  range: '时间',
  ranges: { today: '今天', '24h': '24 小时', '7d': '7 天', '30d': '30 天', '12m': '12 个月', all: '全部' },
  grain: '粒度',
  grains: { hour: '按小时', day: '按天', month: '按月' },
  stack: '堆叠方式',
  stacks: { kind: '种类', service: '服务', upstream: '上游', model: '模型', token: '令牌' },
  chart: 'Token 用量变化',
  chartNone: '这段时间没有用量',
  rest: '其他',
  total: '总计',
  requests: '请求数',
  failures: '失败数',
  cacheShare: '缓存命中',
  cacheShareHint: '输入中从缓存读取的比例',
  table: { service: '按服务', upstream: '按上游', model: '按模型', token: '按令牌' },
  none: '这段时间没有统计',
  anonymous: '未使用令牌',
  unknown: '未知',
  csv: 'CSV',
  clear: '清空用量',
  clearQuestion: '将全部用量统计清零？',
  clearText: '所有时间的统计都会被永久删除。请求日志保留。',
  cleared: '用量已清空',
  sortBy: '按 {{column}} 排序',
}
