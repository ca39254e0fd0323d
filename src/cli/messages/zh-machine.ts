/** Chinese texts of `clp config`, `service` and `completion`. */
import type { Messages } from './en.ts'

export const zhMachine: Messages['machine'] = {
  config: {
    about: '查看、写入、检查、导出和导入 CLP 目录中的文档',
    documents: '文档的名称或文件名，例如 auth 或 lb_config.json；不写则为全部',
    document: '整个文档',
    placed: '{told}（第 {line} 行，第 {column} 列）',
    check: {
      about: '检查所有文档；指出错误所在的文件、行和字段',
      good: '{file}：正确',
      missing: '{file}：不存在，使用默认值',
      bad: '{place}: 错误：{reason}',
    },
    show: { about: '显示文档内容，密钥以掩码代替' },
    put: {
      about: '内容正确才写入文档；保留掩码即保留已存的密钥',
      source: '新内容所在的文件；"-" 表示从标准输入读取',
      done: '{file} 已写入并生效',
    },
    export: {
      about: '把所有文档导出为一个 JSON 文件，便于带走',
      secrets: '包含明文密钥和令牌；否则以掩码代替',
      output: '写入的新文件；不写则输出到标准输出',
      done: '已写入 {file}',
    },
    import: {
      about: '让导出文件中的文档生效，要么全部，要么都不',
      source: '"clp config export" 写出的文件；"-" 表示从标准输入读取',
      written: '已写入：{names}',
      unchanged: '内容本来就相同：{names}',
      nothing: '无',
      noBundle: '"{file}" 不是 CLP 的导出文件',
    },
    schema: {
      about: '显示文档的 JSON Schema',
      link: '把 "$schema" 写入各文档，供编辑器补全和检查',
      linked: '{file}："$schema" 为 {address}',
      list: '{file}：是列表，没有放 "$schema" 的位置',
      columns: ['文档', '文件'],
    },
  },
  service: {
    about: '用系统自带的服务管理器随计算机启动 CLP',
    install: '写入服务文件，立即启动，并在每次登录时启动',
    uninstall: '停止 CLP 并删除服务文件；文档和数据保留',
    status: '显示 CLP 是否已安装为服务、是否在运行',
    dryRun: '只显示将要做的事',
    installed: 'CLP 已成为 {manager} 的服务：{file}',
    linger: '如需无人登录时也运行：loginctl enable-linger',
    removed: 'CLP 不再是 {manager} 的服务；"{file}" 已删除',
    missing: 'CLP 不是 {manager} 的服务：没有 "{file}"',
    running: 'CLP 已在运行（进程 {pid}）；一个目录不能同时由两个进程服务',
    runningHint: '请先停止：clp stop',
    noManager: 'CLP 不认识 {platform} 上的服务管理器；请用现有的服务管理器运行 "clp run"',
    variable: '无法把 {name} 交给服务：其中含有换行或引号',
    failed: '执行失败：{call}',
    state: '{manager} 服务：{installed}（{file}）',
    enabled: '自动启动：{enabled}',
    pid: '正在运行（进程 {pid}）',
  },
  completion: {
    about: '输出让 shell 补全 clp 命令的脚本',
    shell: 'bash、zsh 或 fish',
    words: '已输入的内容；由脚本自己使用，写在 "--" 之后',
  },
}
