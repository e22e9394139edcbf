# shellcheck shell=bash
# Settings of a deployment, for scripts/deploy: they come from a file of
# NAME=value lines, as the CLI reads it, and a variable of the shell wins. Works
# with the bash 3.2 of macOS. No function here prints a value.

# handed_over lists the variables that a serverless.yml asks for, as ${env:NAME}.
# shellcheck disable=SC2016 # not the shell's to expand
handed_over() {
  sed -e '/^[[:space:]]*#/d' "$1" | grep -o '\${env:[A-Za-z0-9_]*}' | sed -e 's/^\${env://' -e 's/}$//'
}

# listed says whether a word is among others: listed word others…
listed() {
  local word=$1 other
  shift
  for other in "$@"; do
    if [ "$word" = "$other" ]; then return; fi
  done
  return 1
}

# ours says whether a name is one that is meant for the function.
ours() {
  case $1 in CHAT_* | CALLER_* | CORS_* | LOG_LEVEL | FUNCTION_*) return ;; esac
  return 1
}

# load_settings reads a file into the environment: load_settings file names…
# What is not among the names is not read, but noted: in unknown_settings where it
# looks like one of the function's, else in other_settings; the former also if it is
# in the shell. settings_of_file has what came from the file, bad_lines the numbers
# of lines that are neither empty, nor a remark, nor NAME=value.
settings_of_file='' unknown_settings='' other_settings='' bad_lines=''
load_settings() {
  local file=$1 line name value number=0
  shift
  for name in $(compgen -e); do
    case $name in CHAT_* | CALLER_* | CORS_*) listed "$name" "$@" || unknown_settings="$unknown_settings $name" ;; esac
  done
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    number=$((number + 1))
    if [[ $line =~ ^[[:space:]]*(#|$) ]]; then continue; fi
    if ! [[ $line =~ ^[[:space:]]*([A-Za-z_][A-Za-z0-9_]*)[[:space:]]*=[[:space:]]*(.*)$ ]]; then
      bad_lines="$bad_lines $number"
      continue
    fi
    name=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
    if ! listed "$name" "$@"; then
      if ours "$name"; then unknown_settings="$unknown_settings $name"; else other_settings="$other_settings $name"; fi
      continue
    fi
    if [ -n "${!name+set}" ]; then continue; fi # the shell wins
    value=${value%"${value##*[![:space:]]}"}
    if [[ $value =~ ^\"(.*)\"$ || $value =~ ^\'(.*)\'$ ]]; then value=${BASH_REMATCH[1]}; fi
    settings_of_file="$settings_of_file $name"
    export "$name=$value"
  done <"$file"
}

# state says what is known of a setting without its value: state name file
state() {
  local name=$1 file=$2
  if [ -z "${!name+set}" ]; then echo 'not set'; return; fi
  if [ -z "${!name}" ]; then echo EMPTY; return; fi
  if [ "${!name}" = "$(example "$name")" ]; then echo 'set, to the example'; return; fi
  # shellcheck disable=SC2086 # a list of words
  if listed "$name" $settings_of_file; then echo "set in $file"; return; fi
  echo 'set in the shell'
}

# example is the made-up value of a setting that every deployment has of its own.
example() {
  case $1 in *SECRET* | CHAT_SDKAPPID | CALLER_TOKENS) sed -n "s/^#\{0,1\}$1=//p" .env.example ;; esac
}
