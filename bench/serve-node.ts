// The least a server can be: node:http and one document of 2.5 KB. Started to see how soon it answers and how many it serves.
import { createServer } from 'node:http'

const document = Buffer.from(JSON.stringify({ text: 'x'.repeat(2500) }))

createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': document.length })
  response.end(document)
}).listen(Number(process.env.PORT), '127.0.0.1')
