/** Chinese texts of what a token may see of itself. */
import type { Messages } from './en.ts'

export const zhMember: Messages['member'] = {
  tokenNeeded: '请把你的访问令牌放入 CLP_TOKEN（以 clp_ 开头）',
  addressNeeded: '本机没有运行 CLP：请把它的界面地址放入 CLP_URL，例如 http://clp.example:3300',
  addressUnusable: 'CLP_URL 不是可以请求的地址：{address}',
  unreachable: '无法请求 {address}：{reason}',
  badAnswer: '{address} 的应答不像 CLP',
  about: '访问令牌 "{token}"',
  aboutOwned: '{owner} 的访问令牌 "{token}"',
}
