// The compiler copies only what it compiles; pages also need the plain files beside them.
import { cpSync, existsSync } from 'node:fs'

for (const folder of ['src/web/public', 'src/web/style', 'src/lib/languages']) {
  if (existsSync(folder)) cpSync(folder, `dist/${folder}`, { recursive: true })
}
