// A certified OpenID provider (the npm package oidc-provider) with a sign-in FORM of ours: a provider that only
// redirects hides mistakes with SameSite cookies.
import { createServer } from "node:http";
import { generateKeyPairSync } from "node:crypto";
import Provider, { interactionPolicy } from "oidc-provider";

export const CLIENT_ID = "latchkey";
export const CLIENT_SECRET = "a secret for tests: +/%&=";

/** Anyone may sign in under any name; the name is the subject, and name@example.com the address. */
function account(name) {
  return {
    accountId: name,
    claims: () => ({
      sub: name,
      name: `${name[0].toUpperCase()}${name.slice(1)} Example`,
      preferred_username: name,
      email: `${name}@example.com`,
      email_verified: true,
    }),
  };
}

function page(title, body) {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}`;
}

/** Starts it for a portal at `origin`; gives `{ issuer, stop }`. */
export async function startProvider(origin) {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const issuer = `http://localhost:${server.address().port}`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0);
  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", kid: "test-key" }] },
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: [`${origin}/callback`],
        post_logout_redirect_uris: [`${origin}/logout`],
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    clientAuthMethods: ["client_secret_post"],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["a key for the provider's own cookies"] },
    pkce: { required: () => true },
    interactions: { policy, url: (_, interaction) => `/sign-in/${interaction.uid}` },
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = page("Sign out?", `${form}<button form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button>`);
        },
      },
    },
    findAccount: (_, id) => account(id),
    // Consent is the company's business, not ours: everything asked for is granted.
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope("openid profile email");
      await grant.save();
      return grant;
    },
  });
  server.on("request", async (request, response) => {
    if (!request.url.startsWith("/sign-in/")) return provider.callback()(request, response);
    try {
      if (request.method === "POST") {
        let body = "";
        for await (const chunk of request) body += chunk;
        const login = { accountId: new URLSearchParams(body).get("login") };
        const result = { login, select_account: {} };
        return await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
      }
      await provider.interactionDetails(request, response);
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(page("Sign in at the company", `<form method="post"><label>Name <input name="login" required></label> <button>Sign in</button></form>`));
    } catch (error) {
      response.statusCode = 400;
      response.end(page("Something is wrong", `<pre>${error.message}</pre>`));
    }
  });
  return {
    issuer,
    stop: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}
