import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const head = 'timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body'
const about =
  'topic,Better buses\nurl,https://pol.is/4example\nviews,20\nconversation-description,"What should change?\nTell us."\n'

/** A row of comments.csv; the text is quoted as Polis does. */
export const row = (
  id: number | string,
  text: string,
  {
    agrees = 20,
    disagrees = 5,
    moderated = 1,
  }: { agrees?: number; disagrees?: number; moderated?: number } = {},
): string =>
  `1518501496471,Tue Feb 13 12:58:16 WIB 2018,${id},77${id},${agrees},${disagrees},${moderated},"${text.replaceAll('"', '""')}"`

/** The two files of a Polis conversation, as bytes. */
export const polisFiles = (rows: readonly string[], summary = about) => ({
  comments: new TextEncoder().encode(`${[head, ...rows].join('\n')}\n`),
  summary: new TextEncoder().encode(summary),
})

/** A folder with the two files, as it would be downloaded. */
export function polisFolder(files: { comments: Uint8Array; summary: Uint8Array }) {
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-polis-'))
  writeFileSync(join(folder, 'comments.csv'), files.comments)
  writeFileSync(join(folder, 'summary.csv'), files.summary)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
