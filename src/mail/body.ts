import { escapeHtml } from '../lib/markdown.ts'
import { plainLine, plainText } from '../lib/plain.ts'
import { originOf } from '../lib/url.ts'

/** What stands in a mail, from top to bottom. Both its parts, text and HTML, are made of this and say the same. */
export type Piece =
  | { readonly paragraph: string }
  /** What the lines below it are about. */
  | { readonly heading: string }
  /** What the reader is to do: a button, and in the text part the words with the address below. */
  | { readonly button: string; readonly href: string }
  /** The same as words that lead somewhere, for what the reader may do besides. */
  | { readonly link: string; readonly href: string }
  /** A code to type, in large letters on a line of its own. */
  | { readonly code: string }
  | { readonly list: readonly (string | Linked)[] }

/** A line of a list that leads somewhere, and perhaps a word on it below. */
export type Linked = { readonly text: string; readonly href: string; readonly note?: string }

/** Whether every address in a mail is one of the web, so that a reader may follow it. */
export const leadsToTheWeb = (body: readonly Piece[]): boolean =>
  body.flatMap(addresses).every((href) => originOf(href) !== null)

const addresses = (piece: Piece): string[] =>
  'href' in piece
    ? [piece.href]
    : 'list' in piece
      ? piece.list.flatMap((line) => (typeof line === 'string' ? [] : [line.href]))
      : []

/** A mail as plain text. */
export const toText = (body: readonly Piece[]): string => `${body.map(textOf).join('\n\n')}\n`

function textOf(piece: Piece): string {
  if ('paragraph' in piece) return plainText(piece.paragraph)
  if ('heading' in piece) return plainLine(piece.heading)
  if ('button' in piece) return `${plainLine(piece.button)}:\n${piece.href}`
  if ('link' in piece) return `${plainLine(piece.link)}: ${piece.href}`
  if ('code' in piece) return `    ${plainLine(piece.code)}`
  return piece.list
    .map((line) =>
      typeof line === 'string'
        ? `- ${plainLine(line)}`
        : [
            `- ${plainLine(line.text)}`,
            ...(line.note ? [`  ${plainLine(line.note)}`] : []),
            `  ${line.href}`,
          ].join('\n'),
    )
    .join('\n')
}

/**
 * A mail as HTML: nothing is fetched from anywhere, nothing is counted, and it can be read without any of its styles. Each
 * piece finds its own direction of writing, since many programs drop what the frame says of it.
 */
export function toHtml(body: readonly Piece[], about: { subject: string; language: string }): string {
  const lang = `lang="${escapeHtml(about.language)}"`
  return [
    '<!doctype html>',
    `<html ${lang}>`,
    `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(about.subject)}</title></head>`,
    '<body>',
    `<div ${lang} style="margin:0 auto;padding:16px;max-width:36em;font:16px/1.5 sans-serif">`,
    ...body.map(htmlOf),
    '</div>',
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

function htmlOf(piece: Piece): string {
  if ('paragraph' in piece) return `<p dir="auto">${lines(piece.paragraph)}</p>`
  if ('heading' in piece)
    return `<h2 dir="auto" style="${headingStyle}">${lines(plainLine(piece.heading))}</h2>`
  if ('button' in piece) return `<p dir="auto">${anchor(piece.href, piece.button, buttonStyle)}</p>`
  if ('link' in piece) return `<p dir="auto">${anchor(piece.href, piece.link)}</p>`
  if ('code' in piece)
    // Digits and letters of a code are read from the left in every language.
    return `<p dir="ltr" style="${codeStyle}"><strong>${lines(plainLine(piece.code))}</strong></p>`
  const items = piece.list.map((line) =>
    typeof line === 'string'
      ? lines(plainLine(line))
      : anchor(line.href, line.text) + (line.note ? `<br>\n${lines(plainLine(line.note))}` : ''),
  )
  return `<ul dir="auto">\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`
}

const anchor = (href: string, words: string, style?: string): string =>
  `<a href="${escapeHtml(href)}"${style ? ` style="${style}"` : ''}>${lines(plainLine(words))}</a>`

const lines = (text: string): string => escapeHtml(plainText(text)).replaceAll('\n', '<br>\n')

const buttonStyle =
  'display:inline-block;padding:12px 20px;border-radius:6px;background:#1d4a39;color:#fdf7e8;text-decoration:none;font-weight:bold'
const headingStyle = 'font-size:18px;margin:24px 0 4px'
const codeStyle = 'font-size:32px;font-family:monospace;letter-spacing:4px;text-align:center'
