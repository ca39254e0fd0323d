/** Chinese texts of `clp quota` and `clp balance`. */
import type { Messages } from './en.ts'

export const zhQuota: Messages['quota'] = {
  about: '显示各上游所说的套餐与限额已用多少',
  none: '还没有上游说明过限额：CLP 从应答中读取',
  columns: ['服务', '上游', '窗口', '已用', '重新开始', '读取于', '上游的说法'],
  ago: '{span}前',
  left: '剩余 {left}',
  line: '{name}：已用 {list}',
  heading: '套餐：',
}
