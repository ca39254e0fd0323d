/** The scripts that make a shell ask `clp completion` what could follow. They know no command: everything comes from the answer. */

export const COMPLETION_SHELLS = ['bash', 'zsh', 'fish'] as const
export type CompletionShell = (typeof COMPLETION_SHELLS)[number]

export const completionScript = (shell: CompletionShell): string => SCRIPTS[shell]

const BASH = `# Completion of clp for bash. Use it with: source <(clp completion bash)
_clp_complete() {
  local candidate
  COMPREPLY=()
  while IFS= read -r candidate; do
    COMPREPLY+=("$(printf '%q' "$candidate")")
  done < <(clp completion bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _clp_complete clp
`

const ZSH = `#compdef clp
# Completion of clp for zsh. Use it with: source <(clp completion zsh), or as a file _clp in a folder of fpath.
_clp() {
  local answer
  local -a candidates
  answer="$(clp completion zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"
  candidates=("\${(@f)answer}")
  if [[ -z "$answer" ]]; then
    _files
  else
    _describe clp candidates
  fi
}
if [[ "\${funcstack[1]}" == _clp ]]; then
  _clp "$@"
else
  compdef _clp clp
fi
`

const FISH = `# Completion of clp for fish. Use it with: clp completion fish | source
function __clp_complete
  set -l words (commandline -opc) (commandline -ct)
  clp completion fish -- $words[2..-1] 2>/dev/null
end
complete -c clp -f -a '(__clp_complete)'
`

const SCRIPTS: Readonly<Record<CompletionShell, string>> = { bash: BASH, zsh: ZSH, fish: FISH }
