/** Tokens of places where code, packages and images are kept, and of what runs them. */
import { formed, hasDigit, type ShapeRule } from './formed.ts'
import type { Kind } from './kind.ts'
import { named } from './named.ts'

const words = (id: string, en: string, zh: string) => ({ id, family: 'code', en, zh }) as const

const kind = (id: string, en: string, zh: string, ...rules: ShapeRule[]): Kind => formed(words(id, en, zh), rules)

const github = (letter: string): ShapeRule => ({
  shape: `gh${letter}_[A-Za-z0-9]{36,255}`,
  prefix: `gh${letter}_`,
})

const gitlab = (name: string): ShapeRule => ({
  shape: `${name}-[A-Za-z0-9_-]{20,300}`,
  prefix: `${name}-`,
  accept: hasDigit,
})

export const code: readonly Kind[] = [
  kind('github-token', 'GitHub token', 'GitHub 令牌', ...['p', 'o', 'u', 's', 'r'].map(github), {
    shape: 'github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}',
    prefix: 'github_pat_',
  }),
  kind(
    'gitlab-token',
    'GitLab token',
    'GitLab 令牌',
    { shape: 'glpat-[A-Za-z0-9_-]{20,300}\\.[a-z0-9]{2}\\.[a-z0-9]{9}', prefix: 'glpat-', accept: hasDigit },
    ...['glpat', 'gldt', 'glrt', 'glptt', 'glcbt', 'glsoat'].map(gitlab),
  ),
  named(words('gitee-token', 'Gitee token', 'Gitee 令牌'), {
    names: ['GITEE_TOKEN', 'GITEE_ACCESS_TOKEN', 'gitee-token', 'giteeToken'],
    values: ['[a-f0-9]{32}'],
  }),
  kind('npm-token', 'npm token', 'npm 令牌', { shape: 'npm_[A-Za-z0-9]{36}', prefix: 'npm_' }),
  kind(
    'pypi-token',
    'PyPI token',
    'PyPI 令牌',
    { shape: 'pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}', prefix: 'pypi-' },
    { shape: 'pypi-AgENdGVzdC5weXBpLm9yZw[A-Za-z0-9_-]{50,}', prefix: 'pypi-' },
  ),
  kind(
    'docker-token',
    'Docker token',
    'Docker 令牌',
    { shape: 'dckr_pat_[A-Za-z0-9_-]{27,40}', prefix: 'dckr_pat_' },
    { shape: 'dckr_oat_[A-Za-z0-9_-]{27,40}', prefix: 'dckr_oat_' },
  ),
  kind(
    'vault-token',
    'Vault token',
    'Vault 令牌',
    { shape: 'hvs\\.[A-Za-z0-9_-]{24,}', prefix: 'hvs-', accept: hasDigit },
    { shape: 'hvb\\.[A-Za-z0-9_-]{24,}', prefix: 'hvb-', accept: hasDigit },
    { shape: 'hvr\\.[A-Za-z0-9_-]{24,}', prefix: 'hvr-', accept: hasDigit },
  ),
  kind(
    'supabase-key',
    'Supabase key',
    'Supabase 密钥',
    { shape: 'sbp_[a-f0-9]{40}', prefix: 'sbp_' },
    { shape: 'sb_secret_[A-Za-z0-9_-]{31,50}', prefix: 'sb_secret_' },
  ),
]
