// Signs in as a browser would: follows the site to the provider, fills in the form there, comes back, and prints the
// `Cookie` header that the site wants from then on.
//
//   node sign_in.mjs <address that leads to the sign-in> [<name to sign in under>]
import { request } from "node:http";

const start = new URL(process.argv[2]);
const login = process.argv[3] ?? "bench";
const jar = new Map(); // by origin: browsers share cookies among ports, but nothing here needs that

function keep(origin, answer) {
  const cookies = jar.get(origin) ?? new Map();
  jar.set(origin, cookies);
  for (const line of answer.headers["set-cookie"] ?? []) {
    const [pair] = line.split(";");
    const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
    if (value === "" || /max-age=0\b|expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name);
    else cookies.set(name, value);
  }
}

function cookie(origin) {
  return [...(jar.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join("; ");
}

// Not by fetch(), which says of itself that it is a script: then a site answers 401 instead of leading to the sign-in.
async function open(url, form) {
  const headers = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  if (cookie(url.origin)) headers.cookie = cookie(url.origin);
  if (form) Object.assign(headers, { "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(form) });
  const answer = await new Promise((come, fail) => {
    request(url, { method: form ? "POST" : "GET", headers }, come).on("error", fail).end(form);
  });
  answer.text = "";
  for await (const chunk of answer.setEncoding("latin1")) answer.text += chunk;
  keep(url.origin, answer);
  return answer;
}

let url = start;
let form;
for (let steps = 0; steps < 20; steps++) {
  const answer = await open(url, form);
  form = undefined;
  const next = answer.headers.location;
  const isFine = answer.statusCode === 200;
  if (next) {
    url = new URL(next, url);
  } else if (url.pathname.startsWith("/sign-in/") && isFine) {
    form = `login=${encodeURIComponent(login)}`;
  } else if (url.origin === start.origin && isFine) {
    console.log(cookie(start.origin));
    process.exit(0);
  } else {
    console.error(`${url}: ${answer.statusCode}\n${answer.text.slice(0, 2000)}`);
    process.exit(1);
  }
}
console.error("the sign-in goes round in circles");
process.exit(1);
