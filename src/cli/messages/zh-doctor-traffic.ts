/** Chinese texts of the checks of upstreams and clients. */
import type { enDoctorTraffic } from './en-doctor-traffic.ts'

export const zhDoctorTraffic: typeof enDoctorTraffic = {
  'base-url': {
    name: '上游地址',
    findings: {
      doubled: {
        cause: '{upstream} 的 base_url（{url}）以 {version} 结尾，而客户端也会发送它：请求会变成 {version}{version}',
        remedy: '去掉 {version}：clp set {service} {upstream} --base-url <url>',
      },
      whole: {
        cause: '{upstream} 的 base_url（{url}）以 {path} 结尾，而客户端也会发送它',
        remedy: '去掉它：clp set {service} {upstream} --base-url <url>',
      },
      missing: {
        cause: '{upstream} 的 base_url（{url}）没有路径；这类服务器大多需要以 /v1 结尾',
        remedy: '如果请求得到 404：clp set {service} {upstream} --base-url <url>/v1',
      },
      self: {
        cause: '{upstream} 的 base_url（{url}）指向 CLP 自己',
        remedy: '改为真正的服务器地址：clp set {service} {upstream} --base-url <url>',
      },
    },
  },
  credential: {
    name: '上游密钥',
    findings: {
      scheme: {
        cause: '{upstream} 的密钥以 "Bearer" 开头，而 CLP 会自己加上',
        remedy: '去掉后重新设置：clp set {service} {upstream} --auth-token -',
      },
      needsApiKey: {
        cause: '{upstream} 的密钥是 API 密钥，却写在 auth_token 中，因此放错了请求头',
        remedy: '运行：clp set {service} {upstream} --api-key - --no-auth-token',
      },
      needsBearer: {
        cause: '{upstream} 的密钥以 x-api-key 发送，该服务器不会读取',
        remedy: '运行：clp set {service} {upstream} --auth-token - --no-api-key',
      },
    },
  },
  reachable: {
    name: '上游可达',
    findings: {
      dns: {
        cause: '无法解析 {host}（{upstream}）的名称（{code}）',
        remedy: '检查 base_url 的拼写和本机的域名服务器',
      },
      refused: {
        cause: '{host}（{upstream}）拒绝连接（{code}）',
        remedy: '检查 base_url 中的端口，以及该服务器是否在运行',
      },
      timeout: {
        cause: '{host}（{upstream}）没有及时应答（{code}）',
        remedy: '检查网络，以及是否需要代理（HTTPS_PROXY）',
      },
      tls: {
        cause: '无法与 {host}（{upstream}）建立安全连接：{code}',
        remedy: '检查时钟，以及是否有代理替换证书（用 NODE_EXTRA_CA_CERTS 指定其 CA）',
      },
      broken: { cause: '{host}（{upstream}）中断了连接（{code}）', remedy: '检查 base_url 是否把 https 写成了 http' },
      redirects: {
        cause: '{host}（{upstream}）重定向到 {redirect}',
        remedy:
          '若请求以 upstream-redirects 失败：clp set {service} {upstream} --base-url <该地址>，或用 --redirects pass 把重定向转交客户端',
      },
    },
  },
  clock: {
    name: '时钟',
    findings: {
      skewed: {
        cause: '本机与 {host} 的时钟相差 {minutes} 分钟',
        remedy: '校准时钟（最好用 NTP）；证书和令牌都依赖它',
      },
    },
  },
  'outgoing-proxy': {
    name: '出站代理',
    findings: {
      unusable: {
        cause: '{variable} 中不是代理地址',
        remedy: '写成 http://、https:// 或 socks5:// 加主机和端口；密码中的 @、/、: 要写成 %40、%2F、%3A',
      },
      used: {
        cause: '从当前 shell 访问 {service} 的 {upstream} 会经过 {proxy}（{variable}）',
        remedy: '如需直连，把它的主机写进 NO_PROXY；正在运行的 CLP 使用它启动时的变量',
      },
      direct: {
        cause: '从当前 shell 访问 {service} 的 {upstream} 为直连',
        remedy: '本机地址和 NO_PROXY 中的主机就应如此；正在运行的 CLP 使用它启动时的变量',
      },
      unreadable: {
        cause: '无法识别 NO_PROXY 中的 "{entry}"，它不起作用',
        remedy: '请写主机名、.后缀、主机:端口、地址，或 10.0.0.0/8 这样的网段',
      },
    },
  },
  'proxy-loop': {
    name: '代理变量',
    findings: {
      loops: {
        cause: '{variable}={value} 指向 CLP 自己，请求会循环',
        remedy: '取消设置；CLP 不是正向代理，用 clp attach 让客户端连接它',
      },
    },
  },
  'half-done': {
    name: '没有做到一半的客户端文件修改',
    findings: {
      interrupted: { cause: '对 "{file}" 的修改曾被中断', remedy: '运行：clp doctor --fix' },
      journal: {
        cause: '{reason}；此为 CLP 修改客户端文件的记录',
        remedy: '修正 data/attach.json，或移走它并手动撤销修改',
      },
    },
  },
  'client-attached': {
    name: '客户端连接到 CLP',
    findings: {
      none: { cause: '{client} 未接入', remedy: '运行：clp attach {service}' },
      elsewhere: { cause: '{client} 连接到 {address}，而不是 CLP（"{file}"）', remedy: '运行：clp attach {service}' },
      moved: { cause: '{client} 连接到 {address}，但 CLP 在 {wanted}', remedy: '运行：clp attach {service}' },
      unreadable: { cause: '"{file}"：{reason}', remedy: '修正该文件；{client} 也无法读取它' },
    },
  },
  'client-provider': {
    name: '客户端文件中的提供方',
    findings: {
      other: {
        cause: '{client} 设置了 CLP，但使用的是 "{provider}"（"{file}"）',
        remedy: '运行：clp attach {service}；Codex 会隐藏其他提供方的会话',
      },
      profile: {
        cause: '{client} 的配置档 "{profile}" 有自己的提供方（"{file}"）',
        remedy: '从该配置档中删除 model_provider，或不使用它',
      },
    },
  },
  'client-token': {
    name: '客户端可以通过',
    findings: {
      missing: {
        cause: '访问控制已打开，但 {client} 没有出示 CLP 令牌（"{file}"）',
        remedy: '运行：clp attach {service}',
      },
      refused: { cause: '{client} 出示的令牌无效（"{file}"）', remedy: '运行：clp attach {service}' },
    },
  },
  'client-login': {
    name: '客户端的登录',
    findings: {
      hidden: {
        cause: '上游 {upstream} 没有凭据，但 {client} 发送的是占位值，而不是自己的登录（"{file}"）',
        remedy:
          '运行：clp attach {id}，并手动删除不是 CLP 写入的占位值；或给该上游设置凭据：clp set {service} {upstream} --auth-token -',
      },
      needed: {
        cause: '上游 {upstream} 没有凭据，而 {client} 尚未登录',
        remedy:
          '请在 {client} 中登录；如果该服务器不需要密钥，可设置任意值：clp set {service} {upstream} --auth-token -',
      },
      needless: {
        cause: '{client} 尚未登录，会要求登录，尽管 CLP 拥有所有上游的凭据（"{file}"）',
        remedy: '运行：clp attach {id}',
      },
    },
  },
  'client-overrides': {
    name: '没有设置压过客户端文件',
    findings: {
      address: { cause: '"{file}" 中的 {key} 会让 {client} 绕过 CLP', remedy: '删除它，或用 clp exec 启动 {client}' },
      credential: { cause: '"{file}" 中的 {key} 会让 {client} 使用别的凭据', remedy: '从该文件中删除它' },
      signIn: {
        cause: '"{file}" 中的 {key} 没有选择用 API 密钥登录，而 {client} 只有这样才会使用该地址',
        remedy: '在 {client} 中用 /auth 选择 API 密钥登录',
      },
    },
  },
  'client-reach': {
    name: '客户端直接连接 CLP',
    findings: {
      proxied: {
        cause: '当前 shell 中的 {variable} 可能让客户端经代理连接 CLP，而代理无法连接到本机',
        remedy: '请把 127.0.0.1,localhost,::1 加入 NO_PROXY；"clp exec" 和 "clp env" 会自行处理',
      },
    },
  },
  'client-websockets': {
    name: '不使用 WebSocket',
    findings: {
      on: {
        cause: '{client} 会先尝试 WebSocket，而 CLP 以 426 应答（"{file}"）',
        remedy: '设置 supports_websockets = false',
      },
    },
  },
  'shell-variables': {
    name: '当前 shell 的变量',
    findings: {
      set: {
        cause: '当前 shell 中的 {variables} 会让 {client} 连到别处或带上另一个密钥',
        remedy: '取消设置，包括 shell 启动时读取的文件',
      },
    },
  },
}
