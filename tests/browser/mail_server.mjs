// A mail server that others wrote (smtp-server, mailparser): it asks for STARTTLS and a password before it takes anything.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

const run = promisify(execFile);

/** Its `url`, the certificate that is to be trusted, what came (`mails`), `waitFor(count)` and `stop()`. */
export async function startMailServer({ user = "latchkey", password = "a password" } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-mail-"));
  const [key, certificate] = ["key.pem", "certificate.pem"].map((name) => join(folder, name));
  await run("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", key, "-out", certificate]);
  const mails = [];
  const server = new SMTPServer({
    key: await readFile(key),
    cert: await readFile(certificate),
    authMethods: ["PLAIN", "LOGIN"],
    onAuth: (given, _session, done) => {
      const isRight = given.username === user && given.password === password;
      done(isRight ? null : new Error("no such user"), { user });
    },
    onData: (stream, session, done) => {
      simpleParser(stream).then((mail) => {
        mails.push({ to: session.envelope.rcptTo.map((one) => one.address), from: session.envelope.mailFrom.address, secure: session.secure, mail });
        done();
      }, done);
    },
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.server.address();
  return {
    url: `smtp://${user}:${encodeURIComponent(password)}@localhost:${port}?tls=required`,
    certificate,
    mails,
    async waitFor(count) {
      for (let tries = 0; tries < 300 && mails.length < count; tries += 1) await new Promise((passed) => setTimeout(passed, 100));
      return mails[count - 1];
    },
    async stop() {
      await new Promise((closed) => server.close(closed));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
