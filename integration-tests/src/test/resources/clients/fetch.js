// Prints what is at a URL, fetched through the proxy that the environment names.
const http = require('http')
const https = require('https')

const target = new URL(process.argv[2])
const proxy = new URL(process.env.http_proxy)
const login = decodeURIComponent(proxy.username) + ':' + decodeURIComponent(proxy.password)
const headers = { 'Proxy-Authorization': 'Basic ' + Buffer.from(login).toString('base64') }
const way = { host: proxy.hostname, port: proxy.port, headers }

function print(response) {
  if (response.statusCode !== 200) process.exit(1)
  response.pipe(process.stdout)
}

if (target.protocol === 'http:') {
  http.get({ ...way, path: target.href, headers: { ...headers, Host: target.host } }, print)
} else {
  http
    .request({ ...way, method: 'CONNECT', path: target.host })
    .on('connect', (response, socket) => {
      if (response.statusCode !== 200) process.exit(1)
      https.get({ socket, agent: false, path: target.pathname, host: target.hostname, rejectUnauthorized: false }, print)
    })
    .end()
}
