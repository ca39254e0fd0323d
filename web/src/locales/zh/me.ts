/** Texts of the page about one's own usage. */
import type { texts as english } from '../en/me.ts'
import type { Shape } from '../shape.ts'

export const texts: Shape<typeof english> = {
  title: '我的用量',
  text: '一个访问令牌的用量，不显示其他任何人。',
  token: '访问令牌',
  wrong: '该访问令牌未知或已失效',
  show: '查看',
  sum: '自 {{since}} 起：{{requests}} 个请求，{{cost}}',
  unpriced: '{{count}} 个请求没有价格',
  budgets: '预算',
  resets: '{{time}} 重新开始',
  day: '日',
  model: '模型',
  upstream: '上游',
  requests: '请求',
  tokens: 'Token',
  cost: '费用',
}
