# Shared by the scripts of this folder. Sourced, not run.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
passed=0
failed=0

# step NAME COMMAND...: runs a command, shows its output only if it fails, and counts.
step() {
  local name=$1 log started=$SECONDS
  shift
  log=$(mktemp)
  if "$@" > "$log" 2>&1; then
    passed=$((passed + 1))
    printf 'ok    %s (%d s)\n' "$name" $((SECONDS - started))
  else
    failed=$((failed + 1))
    printf 'FAIL  %s (%d s)\n' "$name" $((SECONDS - started))
    tail -n 80 "$log" | sed 's/^/      /'
  fi
  rm -f "$log"
}

# shown NAME COMMAND...: the same with its output shown as it comes, for what takes minutes.
shown() {
  local name=$1 started=$SECONDS
  shift
  echo "run   $name"
  if "$@"; then
    passed=$((passed + 1))
    printf 'ok    %s (%d s)\n' "$name" $((SECONDS - started))
  else
    failed=$((failed + 1))
    printf 'FAIL  %s (%d s)\n' "$name" $((SECONDS - started))
  fi
}

# closing line, and the script's exit status
summary() {
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
}

# The home of a JDK 25 or later, found by Maven's own discovery, so in the same places as the build finds it.
find_jdk() {
  local home version
  mvn -B -f "$root/pom.xml" -N toolchains:display-discovered-jdk-toolchains 2>/dev/null \
    | sed -n 's/^\[INFO\]   - \(.*\)$/\1/p' \
    | while IFS= read -r home; do
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null)
        if [ "${version:-0}" -ge 25 ]; then
          printf '%s\n' "$home"
          break
        fi
      done
}

# copy_tree FOLDER: the project's files, tracked or new, without build output.
copy_tree() {
  mkdir -p "$1"
  (cd "$root" && git ls-files -z --cached --others --exclude-standard) \
    | (cd "$root" && while IFS= read -r -d '' file; do [ -e "$file" ] && printf '%s\0' "$file"; done) \
    | tar -C "$root" --null -T - -cf - | tar -C "$1" -xf -
}
