/** What can be done after a failure, in Chinese. */
export const zhRemedies = {
  'remedy-request': '它不接受这样的请求；换一个上游也会被拒绝。',
  'remedy-key': '它不接受这个密钥，或账号没有权限。请检查上游的密钥。',
  'remedy-model': '没有这个模型或地址。请检查模型和上游的基础地址。',
  'remedy-limit': '账号的限额或余额已用完。请等待，或换一个上游。',
  'remedy-overloaded': '它过于繁忙。请等待，或换一个上游。',
  'remedy-server': '对方出错了。请重试，或换一个上游。',
  'remedy-reach': '请检查上游的基础地址和网络；"clp doctor" 会尝试连接它。',
  'remedy-address': '这看起来是网站而不是 API。请检查上游的基础地址。',
} as const
