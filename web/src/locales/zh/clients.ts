/** Texts about the clients on the machine that CLP runs on. */
import type { texts as english } from '../en/clients.ts'
import type { Shape } from '../shape.ts'

export const texts: Shape<typeof english> = {
  title: '本机的客户端',
  text: '运行 CLP 的用户的客户端指向哪里。CLP 只改自己的几个键，收回时也只收回这些。',
  state: {
    attached: '已指向 CLP',
    byHand: '已指向 CLP（手动设置）',
    elsewhere: '指向别处',
    none: '未设置',
    halfDone: '只完成了一半',
    unreadable: '无法读取',
  },
  goes: '指向 {{address}}',
  attach: {
    button: '让 {{client}} 指向这里',
    question: '让 {{client}} 指向 CLP？',
    keys: '写入下列键，其余内容不变：',
    file: '新建文件，包含下列键：',
    nothing: '{{client}} 已经指向 CLP。',
    confirm: '写入',
    done: '{{client}} 已指向 CLP',
  },
  detach: {
    button: '收回',
    question: '收回 CLP 为 {{client}} 写入的内容？',
    keys: '下列键恢复原值或删除：',
    file: '文件由 CLP 创建且没有其他内容，将被删除：',
    nothing: 'CLP 没有在这个文件里写过内容。',
    confirm: '收回',
    done: '{{client}} 已恢复原样',
  },
  left: '下列键之后被改过，保留不动：{{keys}}',
  token: '{{client}} 此后使用 CLP 令牌“{{token}}”。',
  restart: '{{client}} 下次启动时生效。',
}
