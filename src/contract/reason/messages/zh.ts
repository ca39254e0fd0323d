/** Every reason in Chinese. */
import type { ReasonTexts } from '../reasons.ts'

export const chinese: ReasonTexts = {
  'upstream-answered': '返回状态 {status}',
  'upstream-unreachable': '无法连接（{fault}）',
  'upstream-silent': '没有回答（{fault}）',
  'upstream-broke-off': '收到 {bytes} 字节后中断（{fault}）',
  'client-left': '客户端已离开',
  'told-by-former': '由旧版本记录：{text}',

  active: '当前上游',
  weight: '按权重',
  random: '按权重抽取',
  sticky: '保持会话',
  pinned: '规则指定',
  'half-open': '冷却期满，再试一次',
  repeat: '它要求立即重试',
  http_non2xx: '前一个拒绝了请求',
  request_error: '前一个无法连接',
  stream_error: '前一个返回了错误或中断',
  imported: '取自旧版日志',
  'if-the-former-fails': '前一个失败时',

  no_healthy_candidates: '没有健康的上游了',
  last_candidate_failed: '最后一个上游也失败了',

  ejected: '失败后被排除',
  'on-trial': '另一个请求正在试用它',
  paused: '已暂停',
  'not-active': '不是当前上游',
  'not-pinned': '规则指向别处',

  'routing-off': '未启用路由：按请求原样发送模型 "{model}"。',
  'model-mapping-on': '已启用模型映射：由第一条与模型或当次上游相符的规则决定发送哪个模型。',
  'no-pin-matches': '已启用上游映射，但没有规则与 "{model}" 相符。',
  'pin-matches': '规则 {rule} 将模型 "{model}" 指定给它的上游。',
  'upstream-missing': '有规则提到上游 "{upstream}"，但它不存在或已停用，因此跳过。',
  'pinned-whatever-health': '被指定的上游无论健康与否都会被请求；其他上游仅在规则允许时才会。',
  'policy-active-first': '只请求当前上游。',
  'policy-weight-based': '先请求权重最高的健康上游，失败时换下一个。',
  'policy-weighted-random': '在健康的上游中按权重抽取；所示为最可能的顺序。',
  'policy-sticky': '会话保持在原来的上游；对新会话，所示为最可能的顺序。',
  'rule-sends': '规则 {rule} 将 "{model}" 发送给 "{upstream}"。',
  'nobody-to-ask': '现在没有上游可请求；客户端会收到状态 503。',
}
