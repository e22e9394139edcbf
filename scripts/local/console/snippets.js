// Texts that make the same call from elsewhere.
import { byID, el } from './dom.js'
import { isHTTP } from './origin.js'

/** Shows the texts for a call and what became of it. */
export function showSnippets(call, outcome) {
  const list = isHTTP(call.from) ? http(call, outcome.credential) : local()
  byID('snippets').replaceChildren(...list.map(([title, text]) => snippet(title, text)))
}

function http(call, credential) {
  const query = call.sdkappid ? `?sdkappid=${encodeURIComponent(call.sdkappid)}` : ''
  const url = `${location.origin}/search${query}`
  return [['curl', curl(url, credential, call.request)], ['wx.request', wx(url, credential, call.request)]]
}

// local is for events that no HTTP request can bring.
const local = () => [['The event above, saved as event.json', 'go run ./scripts/local -once -event event.json']]

function curl(url, credential, body) {
  const lines = [`curl -sS -i ${shell(url)}`]
  if (credential) lines.push(`-H ${shell(`Authorization: ${credential}`)}`)
  lines.push(`-H ${shell('Content-Type: application/json')}`, `--data-raw ${shell(body)}`)
  return lines.join(' \\\n  ')
}

// shell quotes for every POSIX shell.
const shell = (text) => `'${text.replaceAll("'", `'\\''`)}'`

function wx(url, credential, body) {
  const header = { 'content-type': 'application/json', ...(credential ? { authorization: credential } : {}) }
  return `wx.request({
  url: ${JSON.stringify(url)},
  method: 'POST',
  header: ${JSON.stringify(header, null, 2).replaceAll('\n', '\n  ')},
  data: ${literal(body).replaceAll('\n', '\n  ')},
  success: ({ statusCode, header, data }) => console.log(statusCode, header, data), // for every status
  fail: ({ errMsg }) => console.error(errMsg), // no answer
})`
}

// literal writes the body as JavaScript: an object where it is one, else its text.
function literal(body) {
  try {
    const value = JSON.parse(body)
    return value !== null && typeof value === 'object' ? body.trim() : JSON.stringify(body)
  } catch {
    return JSON.stringify(body)
  }
}

function snippet(title, text) {
  const copy = el('button', { type: 'button', class: 'quiet', 'aria-label': `Copy ${title}`, onclick: () => copyText(copy, text) }, 'Copy')
  return el('div', { class: 'snippet' },
    el('p', { class: 'head' }, el('strong', {}, title), copy),
    el('pre', { tabindex: '0', 'aria-label': title }, text))
}

async function copyText(button, text) {
  try {
    await navigator.clipboard.writeText(text)
    button.textContent = 'Copied'
  } catch {
    button.textContent = 'Not allowed here'
  }
}
