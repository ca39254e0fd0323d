/** Reasons about clients on this machine in Chinese. */
import type { ClientFileReason, ClientNote } from '../client-reasons.ts'

export const zhClients: Readonly<Record<(ClientFileReason | ClientNote)['code'], string>> = {
  'client-file-broken': '无法读取（第 {line} 行）；请先修正',
  'client-file-no-object': '它必须是对象；请先修正',
  'client-key-no-object': '{key} 必须是对象；请先修正',
  'client-key-taken': '其中已有自己的 "{key}"；请先改名或删除',
  'client-file-linked': '它有 {links} 个名称（硬链接），只会改动其中一个；请把另一个改成符号链接，或手动修改此文件',

  'client-own-login': '上游 "{upstream}" 没有凭据，因此会把客户端自己的登录转发给它；上游变动后请重新接入',
  'client-login-needed':
    '客户端尚未登录，会先要求登录；如果 "{upstream}" 不需要登录，请给该上游设置任意密钥，然后重新接入',
  'client-login-hidden': '上游 "{upstream}" 没有凭据，但客户端发送的是占位值，而不是自己的登录；请重新接入',
  'client-stand-in': '该文件中有一个占位值，取代了 "{upstream}" 需要的登录，而它不是 CLP 写入的；请手动删除',
  'client-login-needless': '客户端尚未登录，会要求登录，尽管每个上游都有凭据；请重新接入',
  'client-conversations-hidden': '此前的对话归在提供方 "{name}" 之下，在此期间无法继续；还原后又会出现',
  'client-overridden-address': '"{file}" 中的 {key} 会让客户端连接到别处',
  'client-overridden-credential': '"{file}" 中的 {key} 会让客户端使用另一个凭据',
  'client-overridden-sign-in': '"{file}" 中的 {key} 没有选择用 API 密钥登录，这样客户端不会使用该地址',
}
